package app

import (
	"context"
	"fmt"
	"time"

	"firedrill/chaos"
	"firedrill/chaos/redeploy"
	"firedrill/chaos/visit"
	"firedrill/internal/record"
	"firedrill/internal/release"
)

var slowMiddlewareKind = chaos.Kind{
	Name:    "app.slow-middleware",
	Family:  "app",
	Summary: "deploy a release in which every route for users is slower",
	Manual: "The app itself waits before it does any work for a request. The cache and the database answer as fast as before, " +
		"and so do the health checks." + deployManual,
	Acts:    chaos.AtEngine,
	Ports:   []chaos.Port{chaos.PortContainers, chaos.PortHTTP, chaos.PortProbes},
	Needs:   []chaos.Need{chaos.NeedRecreate},
	Within:  redeploy.ProofTime,
	Causes:  chaos.CausesReplace,
	Example: chaos.Example{On: "shop-1"},
	New:     func() chaos.Fault { return deploys(&slowMiddleware{}) },
}

// slowMiddleware delays requests.
type slowMiddleware struct {
	redeploy.Replica
	Delay time.Duration `param:"delay" default:"300ms" min:"10ms" max:"1m" doc:"how much longer each request takes"`
}

func (f *slowMiddleware) build() release.Build {
	return release.Build{Flaw: release.SlowMiddleware, Millis: uint32(f.Delay.Milliseconds())}
}

// effect requires that every answer of the replica takes that long; a request that timed out has waited too.
func (f *slowMiddleware) effect(ctx context.Context, t *chaos.Target) record.Check {
	a := visit.Ask(ctx, t.HTTP, f.On, 6, chaos.Visit{Path: "/products/1"}, func(s chaos.Seen) bool {
		return s.Took >= f.Delay || s.Class == record.ClassTimeout
	})
	return record.Check{OK: a.Hits > 0 && a.Hits == a.All, Saw: fmt.Sprintf("%s visits took %s or more, or were given up before", a, f.Delay)}
}
