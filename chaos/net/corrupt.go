package net

import "firedrill/chaos"

var corruptKind = chaos.Kind{
	Name:    "net.corrupt",
	Family:  "net",
	Summary: "flip a bit in some packets",
	Manual: "The receiver sees it by the checksum and drops the packet. Users see loss; the cause is visible only in the " +
		"counters of bad segments. " + chaos.EndsWithNamespace,
	Acts:    chaos.InLab,
	Ports:   []chaos.Port{chaos.PortContainers, chaos.PortNet},
	Held:    true,
	Within:  chaos.PacketProofTime,
	Needs:   []chaos.Need{chaos.NeedPackets},
	Example: chaos.Example{On: "shop-1", Params: map[string]string{"percent": "25", "peer": "postgres"}},
	New:     func() chaos.Fault { return fault{&corrupt{}} },
}

// corrupt flips bits in packets.
type corrupt struct {
	wire
	Percent float64 `param:"percent" required:"true" min:"0.1" max:"100" doc:"the share of packets that are damaged, in percent"`
}

func (f *corrupt) path() wire { return f.wire }

func (f *corrupt) Validate() []chaos.Problem { return nil }

func (f *corrupt) damage() damage {
	s := f.spec()
	s.Corrupt = f.Percent / 100
	r := f.near()
	r.Talk = true
	return damage{apply: chaos.Damage{Packets: &s}, reach: r, shows: hindered}
}
