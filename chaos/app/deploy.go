package app

import (
	"context"
	"fmt"

	"firedrill/chaos"
	"firedrill/chaos/redeploy"
	"firedrill/chaos/visit"
	"firedrill/internal/record"
	"firedrill/internal/release"
)

var deployKind = chaos.Kind{
	Name:    "app.deploy",
	Family:  "app",
	Summary: "deploy a new release of the app without a flaw",
	Manual:  "For decoys and controls: the latest change is not always the cause." + deployManual,
	Acts:    chaos.AtEngine,
	Ports:   []chaos.Port{chaos.PortContainers, chaos.PortHTTP, chaos.PortProbes},
	Needs:   []chaos.Need{chaos.NeedRecreate},
	Within:  redeploy.ProofTime,
	Causes:  chaos.CausesReplace,
	Example: chaos.Example{On: "shop-1"},
	New:     func() chaos.Fault { return deploys(&deploy{}) },
}

// deploy is a release without a flaw.
type deploy struct {
	redeploy.Replica
}

func (f *deploy) build() release.Build { return release.Build{} }

func (f *deploy) effect(ctx context.Context, t *chaos.Target) record.Check {
	a := visit.Ask(ctx, t.HTTP, f.On, 8, chaos.Visit{Path: "/products/1"}, visit.Served)
	return record.Check{OK: a.Hits > 0 && a.Hits == a.All, Saw: fmt.Sprintf("%s visits are served", a)}
}
