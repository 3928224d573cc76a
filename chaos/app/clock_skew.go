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

var clockSkewKind = chaos.Kind{
	Name:    "app.clock-skew",
	Family:  "app",
	Summary: "deploy a release whose clock for reading tokens is ahead",
	Manual: "Tokens are issued as before and are valid for one hour. The clock that checks them is ahead by more than that, so " +
		"every token has expired. Logins succeed, and every request that needs a login is refused." + deployManual,
	Acts:    chaos.AtEngine,
	Ports:   []chaos.Port{chaos.PortContainers, chaos.PortHTTP, chaos.PortProbes},
	Needs:   []chaos.Need{chaos.NeedRecreate},
	Within:  redeploy.ProofTime,
	Causes:  chaos.CausesReplace,
	Example: chaos.Example{On: "shop-1"},
	New:     func() chaos.Fault { return deploys(&clockSkew{}) },
}

// clockSkew has a wrong clock.
type clockSkew struct {
	redeploy.Replica
	Ahead time.Duration `param:"ahead" default:"2h" min:"61m" max:"720h" doc:"how far the clock is ahead, more than the hour for which a token is valid"`
}

func (f *clockSkew) build() release.Build {
	return release.Build{Flaw: release.ClockSkew, Millis: uint32(f.Ahead.Milliseconds())}
}

func (f *clockSkew) effect(ctx context.Context, t *chaos.Target) record.Check {
	token, err := visit.Token(ctx, t.HTTP)
	if err != nil {
		return record.Check{Saw: err.Error()}
	}
	a := visit.Ask(ctx, t.HTTP, f.On, 6, chaos.Visit{Path: "/profile", Token: token}, visit.Status(401))
	return record.Check{OK: a.Hits > 0 && a.Hits == a.All, Saw: fmt.Sprintf("%s requests with a fresh token were refused", a)}
}
