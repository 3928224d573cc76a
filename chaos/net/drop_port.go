package net

import "firedrill/chaos"

var dropPortKind = chaos.Kind{
	Name:    "net.drop-port",
	Family:  "net",
	Summary: "drop the packets of one port",
	Manual: "As a firewall that drops: a new connection waits for its timeout, and open connections go silent. Other ports of " +
		"the same service answer as before. " + chaos.EndsWithNamespace,
	Acts:    chaos.InLab,
	Ports:   []chaos.Port{chaos.PortContainers, chaos.PortNet},
	Held:    true,
	Within:  chaos.PacketProofTime,
	Needs:   []chaos.Need{chaos.NeedRules},
	Example: chaos.Example{On: "postgres", Params: map[string]string{"port": "5432"}},
	New:     func() chaos.Fault { return fault{&dropPort{}} },
}

// dropPort drops the packets of a port.
type dropPort struct {
	portWire
}

func (f *dropPort) Validate() []chaos.Problem { return f.portWire.Validate() }

func (f *dropPort) damage() damage {
	s := f.narrowed()
	s.Drop = true
	return damage{apply: chaos.Damage{Packets: &s}, reach: f.through(), shows: none}
}
