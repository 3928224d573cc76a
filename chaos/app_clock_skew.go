package chaos

import (
	"context"
	"fmt"
	"time"

	"firedrill/internal/record"
	"firedrill/internal/release"
)

var appClockSkewKind = Kind{
	Name:    "app.clock-skew",
	Family:  "app",
	Summary: "deploy a release that reads tokens by a clock that is ahead",
	Manual: "Tokens are issued as before, and are good for an hour; the clock that they are held against when they come back is ahead by " +
		"more than that, so that every one has run out. Logins succeed, whatever needs one is refused." + deployManual,
	Acts:    AtEngine,
	Needs:   []Need{NeedRecreate},
	Within:  appProofTime,
	Causes:  causesReplace,
	Example: Example{On: "shop-1"},
	New: func() Fault {
		f := &appClockSkew{}
		f.redeployed = deploys(func() string { return f.On }, f.build, f.expires)
		return f
	},
}

// appClockSkew has a wrong clock.
type appClockSkew struct {
	redeployed
	On    string        `param:"on" required:"true" doc:"the replica of the app, such as shop-1"`
	Ahead time.Duration `param:"ahead" default:"2h" min:"61m" max:"720h" doc:"how far the clock is ahead, more than the hour that a token is good for"`
}

func (f *appClockSkew) Validate() []Problem { return onReplica(f.On) }

func (f *appClockSkew) build() release.Build {
	return release.Build{Flaw: release.ClockSkew, Millis: uint32(f.Ahead.Milliseconds())}
}

func (f *appClockSkew) expires(ctx context.Context, _ Lab, site SiteLab) record.Check {
	token, err := loggedIn(ctx, site)
	if err != nil {
		return record.Check{Saw: err.Error()}
	}
	a := ask(ctx, site, f.On, 6, Visit{Path: "/profile", Token: token}, status(401))
	return record.Check{OK: a.hits > 0 && a.hits == a.all, Saw: fmt.Sprintf("%s requests with a fresh token were refused", a)}
}
