package app

import (
	"context"
	"fmt"
	"time"

	"firedrill/chaos"
	"firedrill/chaos/poll"
	"firedrill/chaos/redeploy"
	"firedrill/internal/record"
	"firedrill/internal/release"
)

var stopAcceptingKind = chaos.Kind{
	Name:    "app.stop-accepting",
	Family:  "app",
	Summary: "deploy a release that stops accepting connections, again and again",
	Manual: "Existing connections are served. New ones wait in the kernel's backlog: they look open and get no answer, and " +
		"once the backlog is full they are not even opened. A balancer with enough open connections hides this; health " +
		"checks that open a new connection each time do not." + deployManual,
	Acts:    chaos.AtEngine,
	Ports:   []chaos.Port{chaos.PortContainers, chaos.PortHTTP, chaos.PortProbes},
	Needs:   []chaos.Need{chaos.NeedRecreate},
	Within:  45 * time.Second,
	Causes:  chaos.CausesReplace,
	Example: chaos.Example{On: "shop-1", Params: map[string]string{"stops": "3s", "every": "6s"}},
	Ends:    chaos.Ends{"stops max": {"every": "30s"}, "every min": {"stops": "3s"}},
	New:     func() chaos.Fault { return deploys(&stopAccepting{}) },
}

// stopAccepting accepts no connections for a while.
type stopAccepting struct {
	redeploy.Replica
	Stops time.Duration `param:"stops" default:"8s" min:"3s" max:"20s" doc:"how long it accepts no connections"`
	Every time.Duration `param:"every" default:"12s" min:"6s" max:"30s" doc:"the time between two starts, at least 3s longer than stops"`
}

func (f *stopAccepting) Validate() []chaos.Problem {
	problems := f.Replica.Validate()
	if least := f.Stops + 3*time.Second; f.Every < least {
		problems = append(problems, chaos.Problem{Param: "every", Message: fmt.Sprintf(`"every" is %s, less than 3s longer than "stops"`, f.Every), Hint: "at least " + least.String()})
	}
	return problems
}

func (f *stopAccepting) build() release.Build {
	return release.Build{Flaw: release.StopAccepting, Millis: uint32(f.Stops.Milliseconds()), Every: uint32(f.Every.Milliseconds())}
}

// effect probes until a new connection gets no answer, for as long as that can take.
func (f *stopAccepting) effect(ctx context.Context, t *chaos.Target) record.Check {
	begun := time.Now()
	a := poll.Until(ctx, f.Every, func(ctx context.Context) chaos.Answer { return t.Probe(ctx, f.On) },
		func(a chaos.Answer) bool { return a.Class == record.ClassTimeout })
	return record.Check{OK: a.Class == record.ClassTimeout,
		Saw: fmt.Sprintf("served at first, a new connection after %s: %s", time.Since(begun).Round(100*time.Millisecond), a)}
}
