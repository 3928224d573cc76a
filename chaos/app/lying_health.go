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

var lyingHealthKind = chaos.Kind{
	Name:    "app.lying-health",
	Family:  "app",
	Summary: "deploy a release that fails all users while its health checks pass",
	Manual: "Every route for users fails, or does not answer. /healthz and /readyz check the process and its dependencies, and " +
		"find nothing wrong." + deployManual,
	Acts:    chaos.AtEngine,
	Ports:   []chaos.Port{chaos.PortContainers, chaos.PortHTTP, chaos.PortProbes},
	Needs:   []chaos.Need{chaos.NeedRecreate},
	Within:  redeploy.ProofTime,
	Causes:  chaos.CausesReplace,
	Example: chaos.Example{On: "shop-1"},
	New:     func() chaos.Fault { return deploys(&lyingHealth{}) },
}

// lyingHealth fails all users while its health checks pass.
type lyingHealth struct {
	redeploy.Replica
	How    string `param:"how" default:"error" enum:"error,hang" doc:"whether users get an error or no answer"`
	Status int    `param:"status" default:"500" min:"500" max:"504" only:"how=error" doc:"the status of the error"`
}

func (f *lyingHealth) build() release.Build {
	b := release.Build{Flaw: release.LyingHealth}
	if f.How == "error" {
		b.Status = uint16(f.Status)
	}
	return b
}

// effect requires that the health checks of the replica pass and all its users fail.
func (f *lyingHealth) effect(ctx context.Context, t *chaos.Target) record.Check {
	says := t.Probe(ctx, f.On)
	a := visit.Ask(ctx, t.HTTP, f.On, 6, chaos.Visit{Path: "/products/1"}, func(s chaos.Seen) bool {
		return s.Status == f.Status && f.How == "error" || s.Class == record.ClassTimeout && f.How == "hang"
	})
	return record.Check{OK: says.OK && a.Hits > 0 && a.Hits == a.All, Saw: fmt.Sprintf("health check %s, %s visits failed", says, a)}
}
