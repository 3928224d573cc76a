package net

import "firedrill/chaos"

var partitionKind = chaos.Kind{
	Name:    "net.partition",
	Family:  "net",
	Summary: "cut a service off, from one peer or from everyone",
	Manual: "Packets are dropped silently, on open and on new connections: the sender waits for its own timeout, or for many " +
		"minutes if it has none. If only one direction is cut, the other side still receives but is not heard. " + chaos.EndsWithNamespace,
	Acts:    chaos.InLab,
	Ports:   []chaos.Port{chaos.PortContainers, chaos.PortNet},
	Held:    true,
	Within:  chaos.PacketProofTime,
	Needs:   []chaos.Need{chaos.NeedRules},
	Example: chaos.Example{On: "shop-1", Params: map[string]string{"peer": "postgres"}},
	New:     func() chaos.Fault { return fault{&partition{}} },
}

// partition drops all packets.
type partition struct {
	wire
}

func (f *partition) path() wire { return f.wire }

func (f *partition) Validate() []chaos.Problem { return nil }

func (f *partition) damage() damage {
	s := f.spec()
	s.Drop = true
	r := f.near()
	r.Count = 3
	return damage{apply: chaos.Damage{Packets: &s}, reach: r, shows: none}
}
