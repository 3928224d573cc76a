package app

import (
	"context"
	"fmt"
	"time"

	"firedrill/chaos"
	"firedrill/chaos/poll"
	"firedrill/chaos/redeploy"
	"firedrill/chaos/visit"
	"firedrill/internal/record"
	"firedrill/internal/release"
)

var leakKind = chaos.Kind{
	Name:    "app.leak",
	Family:  "app",
	Summary: "deploy a release that leaks memory",
	Manual: "It leaks that much memory each second, or with each request, until the kernel kills it at its memory limit. The " +
		"engine restarts it, and the leak begins again. Memory usage looks like a saw, with an outage at each tooth. The " +
		"outages get longer, because the engine waits longer before each restart." + deployManual,
	Acts:    chaos.AtEngine,
	Ports:   []chaos.Port{chaos.PortContainers, chaos.PortHTTP, chaos.PortProbes, chaos.PortLimits},
	Needs:   []chaos.Need{chaos.NeedRecreate},
	Within:  15 * time.Second,
	Causes:  chaos.CausesReplace,
	Example: chaos.Example{On: "shop-1", Params: map[string]string{"mb": "8"}},
	Ends:    chaos.Ends{"mb min": {"per": "request"}},
	New:     func() chaos.Fault { return &redeploy.Fault{Change: bad{&leak{}}, Again: true} },
}

// leak never frees some of its memory.
type leak struct {
	redeploy.Replica
	MB  float64 `param:"mb" default:"16" min:"0.02" max:"1024" doc:"megabytes that leak each time; at least 1 for each second, at most 64 for each request"`
	Per string  `param:"per" default:"second" enum:"second,request" doc:"whether they leak each second or with each request"`
}

func (f *leak) Validate() []chaos.Problem {
	problems := f.Replica.Validate()
	least, most := 1.0, 1024.0
	if f.Per == "request" {
		least, most = 0.02, 64
	}
	if !(f.MB >= least && f.MB <= most) {
		problems = append(problems, chaos.Problem{Param: "mb", Message: fmt.Sprintf(`"mb" must be from %g to %g by the %s, not %g`, least, most, f.Per, f.MB), Hint: ""})
	}
	return problems
}

func (f *leak) build() release.Build {
	b := release.Build{Flaw: release.Leak, Amount: uint32(f.MB * 1024)}
	if f.Per == "second" {
		b.Every = 1000
	}
	return b
}

// effect checks whether the process has grown by half of the planned amount, or was killed for it.
func (f *leak) effect(ctx context.Context, t *chaos.Target) record.Check {
	if s, err := t.Containers.State(ctx, f.On); err == nil && (s.OOM || s.Restarts > 0) {
		return record.Check{OK: true, Saw: fmt.Sprintf("%s, started again %d times", s, s.Restarts)}
	}
	before, err := t.Limits.Use(ctx, f.On)
	if err != nil {
		return record.Check{Saw: err.Error()}
	}
	times, unit := f.use(ctx, t)
	after, err := t.Limits.Use(ctx, f.On)
	if err != nil {
		return record.Check{Saw: err.Error()}
	}
	grown := float64(after.Memory - before.Memory)
	return record.Check{OK: grown > 0.5*times*f.MB*(1<<20), Saw: fmt.Sprintf("%.1f MB more memory after %.1f %s", grown/1e6, times, unit)}
}

// use makes the process grow, by time or by requests, and returns how much of either.
func (f *leak) use(ctx context.Context, t *chaos.Target) (times float64, unit string) {
	if f.Per == "request" {
		a := visit.Ask(ctx, t.HTTP, f.On, min(max(int(8/f.MB), 16), 256), chaos.Visit{Path: "/products/1"}, visit.Served)
		return float64(a.Hits), "requests"
	}
	begun := time.Now()
	poll.Sleep(ctx, 500*time.Millisecond)
	return time.Since(begun).Seconds(), "seconds"
}
