package chaos

var netDropPortKind = Kind{
	Name:    "net.drop-port",
	Family:  "net",
	Summary: "let the packets of one port vanish",
	Manual: "As a firewall does that drops: who connects waits, and connections that stand go silent. Other ports of the same service " +
		"answer as ever. " + goesWithNamespace,
	Acts:    InLab,
	Held:    true,
	Within:  netProofTime,
	Needs:   []Need{NeedRules},
	Example: Example{On: "postgres", Params: map[string]string{"port": "5432"}},
	New: func() Fault {
		f := &netDropPort{}
		f.onWire = onWire{f.at, f.deed}
		return f
	},
}

// netDropPort drops the packets of a port.
type netDropPort struct {
	onWire
	portWire
}

func (f *netDropPort) Validate() []Problem { return f.portWire.Validate() }

func (f *netDropPort) deed() netDeed {
	s := f.narrowed()
	s.Drop = true
	return netDeed{damage: Damage{Packets: &s}, reach: f.through(), feels: none}
}
