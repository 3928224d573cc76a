package chaos

import (
	"context"
	"fmt"
	"time"

	"firedrill/internal/record"
	"firedrill/internal/release"
)

var appLeakKind = Kind{
	Name:    "app.leak",
	Family:  "app",
	Summary: "deploy a release that never gives memory back",
	Manual: "It keeps so much for good by the second, or by the request, until the kernel kills it at its limit of memory. The engine " +
		"starts it again, and it begins anew: memory is a saw, with a gap for users at each tooth, which gets longer as the engine " +
		"waits longer each time." + deployManual,
	Acts:    AtEngine,
	Needs:   []Need{NeedRecreate},
	Within:  15 * time.Second,
	Causes:  causesReplace,
	Example: Example{On: "shop-1", Params: map[string]string{"mb": "8"}},
	Ends:    Ends{"mb min": {"per": "request"}},
	New: func() Fault {
		f := &appLeak{}
		f.redeployed = deploys(func() string { return f.On }, f.build, f.grows)
		f.again = true
		return f
	},
}

// appLeak keeps memory.
type appLeak struct {
	redeployed
	On  string  `param:"on" required:"true" doc:"the replica of the app, such as shop-1"`
	MB  float64 `param:"mb" default:"16" min:"0.02" max:"1024" doc:"megabytes that are kept each time; at least 1 by the second, at most 64 by the request"`
	Per string  `param:"per" default:"second" enum:"second,request" doc:"whether they are kept each second or with each request"`
}

func (f *appLeak) Validate() []Problem {
	problems := onReplica(f.On)
	least, most := 1.0, 1024.0
	if f.Per == "request" {
		least, most = 0.02, 64
	}
	if !(f.MB >= least && f.MB <= most) {
		problems = append(problems, Problem{"mb", fmt.Sprintf(`"mb" must be from %g to %g by the %s, not %g`, least, most, f.Per, f.MB), ""})
	}
	return problems
}

func (f *appLeak) build() release.Build {
	b := release.Build{Flaw: release.Leak, Amount: uint32(f.MB * 1024)}
	if f.Per == "second" {
		b.Every = 1000
	}
	return b
}

// grows looks whether the process has grown by half of what was meant, or was killed for it.
func (f *appLeak) grows(ctx context.Context, lab Lab, site SiteLab) record.Check {
	if s, err := lab.Containers().State(ctx, f.On); err == nil && (s.OOM || s.Restarts > 0) {
		return record.Check{OK: true, Saw: fmt.Sprintf("%s, started again %d times", s, s.Restarts)}
	}
	l, err := limiterOf(lab)
	if err != nil {
		return record.Check{Saw: err.Error()}
	}
	before, err := l.Use(ctx, f.On)
	if err != nil {
		return record.Check{Saw: err.Error()}
	}
	times, unit := f.use(ctx, site)
	after, err := l.Use(ctx, f.On)
	if err != nil {
		return record.Check{Saw: err.Error()}
	}
	grown := float64(after.Memory - before.Memory)
	return record.Check{OK: grown > 0.5*times*f.MB*(1<<20), Saw: fmt.Sprintf("%.1f MB more memory after %.1f %s", grown/1e6, times, unit)}
}

// use gives the process a reason to grow, by time or by requests, and says how much of it.
func (f *appLeak) use(ctx context.Context, site SiteLab) (times float64, unit string) {
	if f.Per == "request" {
		a := ask(ctx, site, f.On, min(max(int(8/f.MB), 16), 256), Visit{Path: "/products/1"}, served)
		return float64(a.hits), "requests"
	}
	begun := time.Now()
	pause(ctx, 500*time.Millisecond)
	return time.Since(begun).Seconds(), "seconds"
}
