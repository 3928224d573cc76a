package chaos

import (
	"time"

	"firedrill/internal/record"
)

var netResetKind = Kind{
	Name:    "net.reset",
	Family:  "net",
	Summary: "reset the connections that stand, again and again",
	Manual: "Every TCP connection of the target, or those with the peer, is ended while it is in use, and those that are opened anew the " +
		"next time. Who reuses connections from a pool finds them dead. " + goesWithNamespace,
	Acts:    InLab,
	Held:    true,
	Within:  netProofTime,
	Needs:   []Need{NeedDestroy},
	Example: Example{On: "redis", Params: map[string]string{"every": "500ms"}},
	New: func() Fault {
		f := &netReset{}
		f.onWire = onWire{f.at, f.deed}
		return f
	},
}

// netReset ends connections.
type netReset struct {
	onWire
	On    string        `param:"on" required:"true" doc:"the service whose connections are ended"`
	Peer  string        `param:"peer" doc:"the service at the far end, shop for all of its replicas; everyone unless said"`
	Every time.Duration `param:"every" default:"1s" min:"100ms" max:"10s" doc:"the pause between two times"`
}

func (f *netReset) at() wire { return wire{On: f.On, Peer: f.Peer, Direction: "both"} }

func (f *netReset) Validate() []Problem { return nil }

func (f *netReset) deed() netDeed {
	s := f.at().spec()
	s.ResetLive = true
	r := f.at().near()
	r.Count, r.Watch = 3, f.Every+f.Every/2
	return netDeed{damage: Damage{Packets: &s, Every: f.Every}, reach: r, feels: broken}
}

// broken says that connections came to be and then broke.
func broken(f felt) record.Check {
	return record.Check{OK: f.reached.Failed[record.ClassReset] > 0, Saw: f.reached.String()}
}
