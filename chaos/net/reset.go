package net

import (
	"time"

	"firedrill/chaos"
	"firedrill/internal/record"
)

var resetKind = chaos.Kind{
	Name:    "net.reset",
	Family:  "net",
	Summary: "reset open connections, again and again",
	Manual: "Every TCP connection of the target, or those with the peer, is reset while it is in use; new ones are reset the " +
		"next time. Clients that reuse connections from a pool find them broken. " + chaos.EndsWithNamespace,
	Acts:    chaos.InLab,
	Ports:   []chaos.Port{chaos.PortContainers, chaos.PortNet},
	Held:    true,
	Within:  chaos.PacketProofTime,
	Needs:   []chaos.Need{chaos.NeedDestroy},
	Example: chaos.Example{On: "redis", Params: map[string]string{"every": "500ms"}},
	New:     func() chaos.Fault { return fault{&reset{}} },
}

// reset resets open connections.
type reset struct {
	On    string        `param:"on" required:"true" doc:"the service whose connections are reset"`
	Peer  string        `param:"peer" doc:"the service at the far end, shop for all of its replicas; default: everyone"`
	Every time.Duration `param:"every" default:"1s" min:"100ms" max:"10s" doc:"the pause between two repetitions"`
}

func (f *reset) path() wire { return wire{On: f.On, Peer: f.Peer, Direction: "both"} }

func (f *reset) Validate() []chaos.Problem { return nil }

func (f *reset) damage() damage {
	s := f.path().spec()
	s.ResetLive = true
	r := f.path().near()
	r.Count, r.Watch = 3, f.Every+f.Every/2
	return damage{apply: chaos.Damage{Packets: &s, Every: f.Every}, reach: r, shows: broken}
}

// broken requires connections that succeeded and then broke.
func broken(f measured) record.Check {
	return record.Check{OK: f.reached.Failed[record.ClassReset] > 0, Saw: f.reached.String()}
}
