package chaos

import (
	"context"
	"fmt"

	"firedrill/internal/record"
	"firedrill/internal/release"
)

var appLyingHealthKind = Kind{
	Name:    "app.lying-health",
	Family:  "app",
	Summary: "deploy a release that serves no user and says that it is well",
	Manual: "Every route that users take fails, or gets no answer; /healthz and /readyz look at the process and its dependencies, and " +
		"find nothing wrong." + deployManual,
	Acts:    AtEngine,
	Needs:   []Need{NeedRecreate},
	Within:  appProofTime,
	Causes:  causesReplace,
	Example: Example{On: "shop-1"},
	New: func() Fault {
		f := &appLyingHealth{}
		f.redeployed = deploys(func() string { return f.On }, f.build, f.lies)
		return f
	},
}

// appLyingHealth serves nobody.
type appLyingHealth struct {
	redeployed
	On     string `param:"on" required:"true" doc:"the replica of the app, such as shop-1"`
	How    string `param:"how" default:"error" enum:"error,hang" doc:"whether users get an error, or no answer at all"`
	Status int    `param:"status" default:"500" min:"500" max:"504" only:"how=error" doc:"the error"`
}

func (f *appLyingHealth) Validate() []Problem { return onReplica(f.On) }

func (f *appLyingHealth) build() release.Build {
	b := release.Build{Flaw: release.LyingHealth}
	if f.How == "error" {
		b.Status = uint16(f.Status)
	}
	return b
}

// lies wants the health checks of the replica to pass and all its users to fail.
func (f *appLyingHealth) lies(ctx context.Context, lab Lab, site SiteLab) record.Check {
	says := lab.Probe(ctx, f.On)
	a := ask(ctx, site, f.On, 6, Visit{Path: "/products/1"}, func(s Seen) bool {
		return s.Status == f.Status && f.How == "error" || s.Class == record.ClassTimeout && f.How == "hang"
	})
	return record.Check{OK: says.OK && a.hits > 0 && a.hits == a.all, Saw: fmt.Sprintf("health check %s, %s visits failed", says, a)}
}
