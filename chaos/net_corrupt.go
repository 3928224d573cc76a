package chaos

var netCorruptKind = Kind{
	Name:    "net.corrupt",
	Family:  "net",
	Summary: "flip a bit in some packets",
	Manual: "The checksum shows it to the receiver, which throws the packet away: to users it is loss, and what was hit is only to be " +
		"found in the counters of bad segments. " + goesWithNamespace,
	Acts:    InLab,
	Held:    true,
	Within:  netProofTime,
	Needs:   []Need{NeedPackets},
	Example: Example{On: "shop-1", Params: map[string]string{"percent": "25", "peer": "postgres"}},
	New: func() Fault {
		f := &netCorrupt{}
		f.onWire = onWire{f.at, f.deed}
		return f
	},
}

// netCorrupt damages what is in packets.
type netCorrupt struct {
	onWire
	wire
	Percent float64 `param:"percent" required:"true" min:"0.1" max:"100" doc:"how many of a hundred packets are damaged"`
}

func (f *netCorrupt) at() wire { return f.wire }

func (f *netCorrupt) Validate() []Problem { return nil }

func (f *netCorrupt) deed() netDeed {
	s := f.spec()
	s.Corrupt = f.Percent / 100
	r := f.near()
	r.Talk = true
	return netDeed{damage: Damage{Packets: &s}, reach: r, feels: hindered}
}
