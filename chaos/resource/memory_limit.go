package resource

import (
	"context"
	"fmt"
	"time"

	"firedrill/chaos"
	"firedrill/internal/record"
)

var memoryLimitKind = chaos.Kind{
	Name:    "memory.limit",
	Family:  "memory",
	Summary: "lower the memory limit of a service to just above its usage",
	Manual: "The limit is set that much above the container's current usage. Files that it had in memory are read again and " +
		"again. If it needs more, the kernel kills one of its processes. An engine refuses a limit below the usage. The " +
		"proof is the kernel's figure of the limit: users notice nothing until it is reached.",
	Acts:    chaos.AtEngine,
	Ports:   []chaos.Port{chaos.PortContainers, chaos.PortLimits, chaos.PortProbes},
	Needs:   []chaos.Need{chaos.NeedUpdate},
	Within:  15 * time.Second, // a database that was killed replays its log
	Causes:  chaos.CausesDeath,
	Example: chaos.Example{On: "redis", Params: map[string]string{"spare": "8"}},
	New:     func() chaos.Fault { return limited{&memoryLimit{}} },
}

// memoryLimit lowers the limit of memory.
type memoryLimit struct {
	On    string `param:"on" required:"true" doc:"the service that runs out of memory"`
	Spare int    `param:"spare" default:"8" min:"1" max:"4096" ends:"lab" doc:"megabytes that are left above its usage"`
}

func (f *memoryLimit) Validate() []chaos.Problem { return nil }

func (f *memoryLimit) service() string { return f.On }

// leastMemory is the minimum that engines require, and that a container needs to start.
const leastMemory = 16 << 20

func (f *memoryLimit) lower(_ chaos.Limits, use chaos.Use) (chaos.Limits, error) {
	return chaos.Limits{Memory: max(use.Memory+int64(f.Spare)<<20, leastMemory) &^ 4095}, nil
}

// effect checks the kernel's figure, or that the process was killed for lack of memory.
func (f *memoryLimit) effect(ctx context.Context, t *chaos.Target, to chaos.Limits) record.Check {
	if s, err := t.Containers.State(ctx, f.On); err == nil && s.OOM {
		return record.Check{OK: true, Saw: s.String()}
	}
	use, err := t.Limits.Use(ctx, f.On)
	if err != nil {
		return record.Check{Saw: err.Error()}
	}
	return record.Check{OK: use.Held == to.Memory, Saw: fmt.Sprintf("the kernel grants %.1f MB, %.1f MB are in use", float64(use.Held)/1e6, float64(use.Memory)/1e6)}
}

func (f *memoryLimit) Claims() []chaos.Claim { return chaos.Exclusive("the memory limit of %q", f.On) }
