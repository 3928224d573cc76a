package resource

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"firedrill/chaos"
	"firedrill/chaos/stress"
	"firedrill/chaos/visit"
	"firedrill/internal/record"
)

var cpuBurnKind = chaos.Kind{
	Name:    "cpu.burn",
	Family:  "cpu",
	Summary: "use up the CPU time of a service, as another process in its container would",
	Manual: "A program runs in the service's container, under the same limit, with that many busy threads. The service gets " +
		"the rest, and is throttled together with the program when the limit is used up. The program lives as long as its " +
		"connection to the process that injected the fault, and at most one hour; a restart of the container ends it too. " +
		"The proof sends 16 requests at once, to the app logins, three times before and three times during the fault, and " +
		"takes the fastest of three: it must take a third longer, or the kernel must have throttled the container for a " +
		"tenth of the time.",
	Acts:    chaos.AtEngine,
	Ports:   []chaos.Port{chaos.PortContainers, chaos.PortStress, chaos.PortLimits, chaos.PortProbes},
	Held:    true,
	Needs:   []chaos.Need{chaos.NeedExec},
	Within:  20 * time.Second,
	Example: chaos.Example{On: "shop-1", Params: map[string]string{"workers": "4"}},
	New:     func() chaos.Fault { return &cpuBurn{} },
}

// cpuBurn uses CPU time in a service's container.
type cpuBurn struct {
	On      string `param:"on" required:"true" doc:"the service that becomes slow"`
	Workers int    `param:"workers" default:"4" min:"1" max:"64" doc:"how many threads are busy"`
}

func (f *cpuBurn) Validate() []chaos.Problem { return nil }

func (f *cpuBurn) Plan(ctx context.Context, t *chaos.Target) (chaos.Undo, error) {
	if _, err := t.Running(ctx, f.On); err != nil {
		return nil, err
	}
	u := stress.New(chaos.Work{Spin: f.Workers})
	u.Was = f.asked(ctx, t)
	var err error
	if u.Use, err = t.Limits.Use(ctx, f.On); err != nil {
		return nil, err
	}
	return json.Marshal(u)
}

// The number of concurrent requests that measure the response time, and how often it is measured. The fastest measurement counts,
// because a first request and a busy host are slow too.
const (
	burnLooks   = 16
	burnVolleys = 3
)

// asked returns the slowest response time of that many concurrent requests.
func (f *cpuBurn) asked(ctx context.Context, t *chaos.Target) time.Duration {
	quickest := busy(ctx, t, f.On, burnLooks)
	for range burnVolleys - 1 {
		quickest = min(quickest, busy(ctx, t, f.On, burnLooks))
	}
	return quickest
}

// leastUsed is a divisor of the time since the plan: the container must have used that part of it for the mechanism, or have
// been throttled for that part for the effect.
const leastUsed = 10

func (f *cpuBurn) Prove(ctx context.Context, t *chaos.Target, undo chaos.Undo) chaos.Proof {
	u, err := stress.Read(undo)
	if err != nil {
		return chaos.Proof{Mechanism: record.Check{Saw: err.Error()}}
	}
	on, _ := running(ctx, t, f.On, undo)
	if !on.OK {
		return chaos.Proof{Mechanism: on}
	}
	took := f.asked(ctx, t)
	now, err := t.Limits.Use(ctx, f.On)
	if err != nil {
		return chaos.Proof{Mechanism: record.Check{Saw: err.Error()}}
	}
	since := now.At.Sub(u.Use.At)
	used := time.Duration(now.CPU - u.Use.CPU)
	held := time.Duration(now.Throttled - u.Use.Throttled)
	return chaos.Proof{
		Mechanism: record.Check{OK: used > since/leastUsed, Saw: fmt.Sprintf("%s; the container has used %.1f processors since", on.Saw, float64(used)/float64(max(since, 1)))},
		Effect: visit.Unhurried(ctx, record.Check{OK: held > since/leastUsed || took > u.Was+u.Was/3, Saw: fmt.Sprintf("the slowest of %d answers took %s, %s before; held back for %s of %s",
			burnLooks, took.Round(time.Millisecond), u.Was.Round(time.Millisecond), held.Round(time.Millisecond), since.Round(time.Millisecond))}),
	}
}

func (f *cpuBurn) Gone(ctx context.Context, t *chaos.Target, undo chaos.Undo) record.Check {
	_, gone := running(ctx, t, f.On, undo)
	if !gone.OK {
		return gone
	}
	return t.AlsoServed(ctx, f.On, gone.Saw)
}

func (f *cpuBurn) Inject(ctx context.Context, t *chaos.Target, undo chaos.Undo) error {
	return start(ctx, t, f.On, undo)
}

func (f *cpuBurn) Revert(ctx context.Context, t *chaos.Target, undo chaos.Undo) error {
	return stop(ctx, t, f.On, undo)
}

// Acts checks whether the program runs.
func (f *cpuBurn) Acts(ctx context.Context, t *chaos.Target, undo chaos.Undo) (record.Check, error) {
	return acts(ctx, t, f.On, undo)
}
