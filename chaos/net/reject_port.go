package net

import (
	"firedrill/chaos"
	"firedrill/chaos/packet"
	"firedrill/internal/record"
)

var rejectPortKind = chaos.Kind{
	Name:    "net.reject-port",
	Family:  "net",
	Summary: "refuse the packets of one port, with a reset or an ICMP message",
	Manual: "As a firewall that rejects, or a process that has ended: a new connection is refused at once. A reset also ends " +
		"open connections, with the next packet; the message (ICMP, port unreachable) does not. Without a direction, the " +
		"packets that open a connection are refused. " + chaos.EndsWithNamespace,
	Acts:    chaos.InLab,
	Ports:   []chaos.Port{chaos.PortContainers, chaos.PortNet},
	Held:    true,
	Within:  chaos.PacketProofTime,
	Needs:   []chaos.Need{chaos.NeedRules},
	Example: chaos.Example{On: "redis", Params: map[string]string{"port": "6379"}},
	New:     func() chaos.Fault { return fault{&rejectPort{}} },
}

// rejectPort rejects the packets of a port.
type rejectPort struct {
	portWire
	With string `param:"with" default:"reset" enum:"reset,icmp" doc:"how packets are refused"`
}

func (f *rejectPort) Validate() []chaos.Problem { return f.portWire.Validate() }

func (f *rejectPort) damage() damage {
	s := f.narrowed()
	s.Direction = f.rejecting()
	s.Reject = map[string]string{"reset": "rst", "icmp": "icmp"}[f.With]
	return damage{apply: chaos.Damage{Packets: &s}, reach: f.through(), shows: f.refused}
}

// rejecting is the direction in which packets are rejected. If both are asked for, it is that of the packets that open a connection:
// if the other direction was rejected too, the refusal itself would not arrive.
func (f *rejectPort) rejecting() packet.Direction {
	switch {
	case f.Direction != "both":
		return packet.Direction(f.Direction)
	case f.End == "far":
		return packet.Out
	}
	return packet.In
}

// refused requires that connections fail; if incoming packets are rejected, they must be refused at once.
func (f *rejectPort) refused(saw measured) record.Check {
	c := none(saw)
	atOnce := f.Direction != "out" || f.End == "far"
	c.OK = c.OK && (!atOnce || saw.reached.Failed[record.ClassRefused] > 0)
	return c
}
