package resource

import (
	"context"
	"encoding/json"
	"fmt"

	"firedrill/chaos"
	"firedrill/chaos/stress"
	"firedrill/internal/record"
)

var memoryBurnKind = chaos.Kind{
	Name:    "memory.burn",
	Family:  "memory",
	Summary: "use up the memory of a service, as a leak in its container would",
	Manual: "A program runs in the service's container, under the same limit, and uses enough memory that the container uses " +
		"that share of its limit. If the service then needs more than is left, the kernel kills the program first, which " +
		"ends the fault, and not the service. The program lives as long as its connection to the process that injected the " +
		"fault, and at most one hour; a restart of the container ends it too. The proof is the kernel's figure of the " +
		"memory in use: users notice nothing until it is used up.",
	Acts:    chaos.AtEngine,
	Ports:   []chaos.Port{chaos.PortContainers, chaos.PortStress, chaos.PortLimits, chaos.PortProbes},
	Held:    true,
	Needs:   []chaos.Need{chaos.NeedExec},
	Within:  chaos.ProofTime,
	Causes:  chaos.CausesDeath,
	Example: chaos.Example{On: "shop-1", Params: map[string]string{"share": "80"}},
	New:     func() chaos.Fault { return &memoryBurn{} },
}

// memoryBurn uses memory in a service's container.
type memoryBurn struct {
	On    string `param:"on" required:"true" doc:"the service that becomes short of memory"`
	Share int    `param:"share" default:"85" min:"10" max:"95" ends:"lab" doc:"the share of the container's limit that is in use, in percent"`
}

func (f *memoryBurn) Validate() []chaos.Problem { return nil }

// leastHeld is the smallest amount that is worth using.
const leastHeld = 1 << 20

func (f *memoryBurn) Plan(ctx context.Context, t *chaos.Target) (chaos.Undo, error) {
	if _, err := t.Running(ctx, f.On); err != nil {
		return nil, err
	}
	use, err := t.Limits.Use(ctx, f.On)
	if err != nil {
		return nil, err
	}
	hold := f.share(use) - use.Memory
	if hold < leastHeld {
		return nil, fmt.Errorf("%q uses %.1f of %.1f MB already", f.On, float64(use.Memory)/1e6, float64(use.Held)/1e6)
	}
	return json.Marshal(stress.New(chaos.Work{Hold: hold}))
}

// share is the memory that must be in use, in bytes.
func (f *memoryBurn) share(use chaos.Use) int64 { return use.Held / 100 * int64(f.Share) }

func (f *memoryBurn) Prove(ctx context.Context, t *chaos.Target, undo chaos.Undo) chaos.Proof {
	u, err := stress.Read(undo)
	if err != nil {
		return chaos.Proof{Mechanism: record.Check{Saw: err.Error()}}
	}
	on, _ := running(ctx, t, f.On, undo)
	p := chaos.Proof{Mechanism: on}
	use, err := t.Limits.Use(ctx, f.On)
	if err != nil {
		p.Effect.Saw = err.Error()
		return p
	}
	// The service may have freed some since. But our memory is in use, and less is free than planned.
	enough := use.Memory >= u.Work.Hold && use.Memory >= f.share(use)/10*9
	p.Effect = record.Check{OK: enough, Saw: fmt.Sprintf("%.1f of %.1f MB are in use, %.1f MB by us", float64(use.Memory)/1e6, float64(use.Held)/1e6, float64(u.Work.Hold)/1e6)}
	return p
}

func (f *memoryBurn) Gone(ctx context.Context, t *chaos.Target, undo chaos.Undo) record.Check {
	_, gone := running(ctx, t, f.On, undo)
	if !gone.OK {
		return gone
	}
	return t.AlsoServed(ctx, f.On, gone.Saw)
}

func (f *memoryBurn) Claims() []chaos.Claim { return chaos.Exclusive("the free memory of %q", f.On) }

func (f *memoryBurn) Inject(ctx context.Context, t *chaos.Target, undo chaos.Undo) error {
	return start(ctx, t, f.On, undo)
}

func (f *memoryBurn) Revert(ctx context.Context, t *chaos.Target, undo chaos.Undo) error {
	return stop(ctx, t, f.On, undo)
}

// Acts checks whether the program runs.
func (f *memoryBurn) Acts(ctx context.Context, t *chaos.Target, undo chaos.Undo) (record.Check, error) {
	return acts(ctx, t, f.On, undo)
}
