package chaos

var netLossKind = Kind{
	Name:    "net.loss",
	Family:  "net",
	Summary: "lose packets, each by itself or in bursts",
	Manual: "TCP sends again what was lost: users see that as waiting, from 200 ms for data to a second and more for a new connection. With " +
		"burst, packets are lost in runs of that mean length, as on a bad radio link; the share stays the same. " + goesWithNamespace,
	Acts:    InLab,
	Held:    true,
	Within:  netProofTime,
	Needs:   []Need{NeedPackets},
	Example: Example{On: "shop-1", Params: map[string]string{"percent": "20", "peer": "redis"}},
	New: func() Fault {
		f := &netLoss{}
		f.onWire = onWire{f.at, f.deed}
		return f
	},
}

// netLoss loses packets.
type netLoss struct {
	onWire
	wire
	Percent float64 `param:"percent" required:"true" min:"0.1" max:"100" doc:"how many of a hundred packets are lost"`
	Burst   float64 `param:"burst" min:"1" max:"100" doc:"how many packets are lost in a row on average; each by itself unless said"`
}

func (f *netLoss) at() wire { return f.wire }

func (f *netLoss) Validate() []Problem { return validSpec(f.deed()) }

func (f *netLoss) deed() netDeed {
	s := f.spec()
	s.Loss, s.Burst = f.Percent/100, f.Burst
	return netDeed{damage: Damage{Packets: &s}, reach: f.near(), feels: hindered}
}

// validSpec says what the packet library finds wrong, where no parameter by itself is.
func validSpec(d netDeed) []Problem {
	if err := d.damage.Packets.Validate(); err != nil {
		return []Problem{{Message: err.Error()}}
	}
	return nil
}
