package chaos

var netPartitionKind = Kind{
	Name:    "net.partition",
	Family:  "net",
	Summary: "cut a service off, from one peer or from everyone",
	Manual: "Packets vanish without a word, of connections that stand as of new ones: who sends waits until its own timeout, or for many " +
		"minutes where it has none. In one direction alone, the other side goes on hearing and is not heard. " + goesWithNamespace,
	Acts:    InLab,
	Held:    true,
	Within:  netProofTime,
	Needs:   []Need{NeedRules},
	Example: Example{On: "shop-1", Params: map[string]string{"peer": "postgres"}},
	New: func() Fault {
		f := &netPartition{}
		f.onWire = onWire{f.at, f.deed}
		return f
	},
}

// netPartition drops all packets.
type netPartition struct {
	onWire
	wire
}

func (f *netPartition) at() wire { return f.wire }

func (f *netPartition) Validate() []Problem { return nil }

func (f *netPartition) deed() netDeed {
	s := f.spec()
	s.Drop = true
	r := f.near()
	r.Count = 3
	return netDeed{damage: Damage{Packets: &s}, reach: r, feels: none}
}
