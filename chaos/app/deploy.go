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
	Summary: "deploy a new release of the app with nothing wrong in it",
	Manual:  "For decoys and controls: what changed last is not always the cause." + deployManual,
	Acts:    chaos.AtEngine,
	Needs:   []chaos.Need{chaos.NeedRecreate},
	Within:  redeploy.ProofTime,
	Causes:  chaos.CausesReplace,
	Example: chaos.Example{On: "shop-1"},
	New: func() chaos.Fault {
		f := &deploy{}
		f.Fault = deploys(func() string { return f.On }, func() release.Build { return release.Build{} }, f.serves)
		return f
	},
}

// deploy deploys a sound release.
type deploy struct {
	redeploy.Fault
	On string `param:"on" required:"true" doc:"the replica of the app, such as shop-1"`
}

func (f *deploy) Validate() []chaos.Problem { return chaos.OnlyReplica(f.On) }

func (f *deploy) serves(ctx context.Context, _ chaos.Lab, site chaos.SiteLab) record.Check {
	a := visit.Ask(ctx, site, f.On, 8, chaos.Visit{Path: "/products/1"}, visit.Served)
	return record.Check{OK: a.Hits > 0 && a.Hits == a.All, Saw: fmt.Sprintf("%s visits are served", a)}
}
