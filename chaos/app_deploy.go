package chaos

import (
	"context"
	"fmt"

	"firedrill/internal/record"
	"firedrill/internal/release"
)

var appDeployKind = Kind{
	Name:    "app.deploy",
	Family:  "app",
	Summary: "deploy a new release of the app with nothing wrong in it",
	Manual:  "For decoys and controls: what changed last is not always the cause." + deployManual,
	Acts:    AtEngine,
	Needs:   []Need{NeedRecreate},
	Within:  appProofTime,
	Causes:  causesReplace,
	Example: Example{On: "shop-1"},
	New: func() Fault {
		f := &appDeploy{}
		f.redeployed = deploys(func() string { return f.On }, func() release.Build { return release.Build{} }, f.serves)
		return f
	},
}

// appDeploy deploys a sound release.
type appDeploy struct {
	redeployed
	On string `param:"on" required:"true" doc:"the replica of the app, such as shop-1"`
}

func (f *appDeploy) Validate() []Problem { return onReplica(f.On) }

func (f *appDeploy) serves(ctx context.Context, _ Lab, site SiteLab) record.Check {
	a := ask(ctx, site, f.On, 8, Visit{Path: "/products/1"}, served)
	return record.Check{OK: a.hits > 0 && a.hits == a.all, Saw: fmt.Sprintf("%s visits are served", a)}
}
