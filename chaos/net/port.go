package net

import (
	"firedrill/chaos"
	"firedrill/chaos/packet"
)

// portWire has the parameters of kinds for one port.
type portWire struct {
	wire
	Port int    `param:"port" required:"true" min:"1" max:"65535" ends:"lab" doc:"the TCP port"`
	End  string `param:"end" default:"own" enum:"own,far" doc:"the target's own port, or the one at the far end"`
}

func (f *portWire) path() wire { return f.wire }

func (f *portWire) Validate() []chaos.Problem {
	if f.End == "far" && f.Peer == "" {
		return []chaos.Problem{{Param: "end", Message: `"far" needs a "peer" whose port it is`, Hint: "peer: a service"}}
	}
	return nil
}

// narrowed is a spec for that port only.
func (f *portWire) narrowed() packet.Spec {
	s := f.spec()
	s.Proto = "tcp"
	if f.End == "far" {
		s.PeerPorts = []uint16{uint16(f.Port)}
	} else {
		s.LocalPorts = []uint16{uint16(f.Port)}
	}
	return s
}

// through describes connections to that port.
func (f *portWire) through() chaos.Reach {
	r := f.toward()
	if f.End == "far" {
		r = f.near()
	}
	r.Port, r.Count = f.Port, 3
	return r
}
