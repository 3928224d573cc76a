package chaos

import (
	"context"
	"fmt"
	"time"

	"firedrill/internal/record"
	"firedrill/internal/release"
)

var appSlowMiddlewareKind = Kind{
	Name:    "app.slow-middleware",
	Family:  "app",
	Summary: "deploy a release in which every route that users take is slower",
	Manual: "The app itself waits before it does anything for a request; what it asks of the cache and the database is as quick as " +
		"ever, and the health checks too." + deployManual,
	Acts:    AtEngine,
	Needs:   []Need{NeedRecreate},
	Within:  appProofTime,
	Causes:  causesReplace,
	Example: Example{On: "shop-1"},
	New: func() Fault {
		f := &appSlowMiddleware{}
		f.redeployed = deploys(func() string { return f.On }, f.build, f.waits)
		return f
	},
}

// appSlowMiddleware makes requests wait.
type appSlowMiddleware struct {
	redeployed
	On    string        `param:"on" required:"true" doc:"the replica of the app, such as shop-1"`
	Delay time.Duration `param:"delay" default:"300ms" min:"10ms" max:"1m" doc:"how much longer each request takes"`
}

func (f *appSlowMiddleware) Validate() []Problem { return onReplica(f.On) }

func (f *appSlowMiddleware) build() release.Build {
	return release.Build{Flaw: release.SlowMiddleware, Millis: uint32(f.Delay.Milliseconds())}
}

// waits wants every answer of the replica to take so long; who gave up had waited, too.
func (f *appSlowMiddleware) waits(ctx context.Context, _ Lab, site SiteLab) record.Check {
	a := ask(ctx, site, f.On, 6, Visit{Path: "/products/1"}, func(s Seen) bool {
		return s.Took >= f.Delay || s.Class == record.ClassTimeout
	})
	return record.Check{OK: a.hits > 0 && a.hits == a.all, Saw: fmt.Sprintf("%s visits took %s or more, or were given up before", a, f.Delay)}
}
