package net

import "firedrill/chaos"

var lossKind = chaos.Kind{
	Name:    "net.loss",
	Family:  "net",
	Summary: "drop packets, each independently or in bursts",
	Manual: "TCP sends lost packets again: users see waiting, from 200 ms for data to a second and more for a new connection. " +
		"With burst, packets are lost in runs of that mean length, as on a bad radio link; the share stays the same. " + chaos.EndsWithNamespace,
	Acts:    chaos.InLab,
	Ports:   []chaos.Port{chaos.PortContainers, chaos.PortNet},
	Held:    true,
	Within:  chaos.PacketProofTime,
	Needs:   []chaos.Need{chaos.NeedPackets},
	Example: chaos.Example{On: "shop-1", Params: map[string]string{"percent": "20", "peer": "redis"}},
	New:     func() chaos.Fault { return fault{&loss{}} },
}

// loss drops a share of the packets.
type loss struct {
	wire
	Percent float64 `param:"percent" required:"true" min:"0.1" max:"100" doc:"the share of packets that are lost, in percent"`
	Burst   float64 `param:"burst" min:"1" max:"100" doc:"how many packets are lost in a row on average; default: each independently"`
}

func (f *loss) path() wire { return f.wire }

func (f *loss) Validate() []chaos.Problem { return validSpec(f.damage()) }

func (f *loss) damage() damage {
	s := f.spec()
	s.Loss, s.Burst = f.Percent/100, f.Burst
	return damage{apply: chaos.Damage{Packets: &s}, reach: f.near(), shows: hindered}
}

// validSpec returns what the packet library finds wrong with a combination of parameters.
func validSpec(d damage) []chaos.Problem {
	if err := d.apply.Packets.Validate(); err != nil {
		return []chaos.Problem{{Message: err.Error()}}
	}
	return nil
}
