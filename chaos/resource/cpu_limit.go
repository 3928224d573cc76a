package resource

import (
	"context"
	"fmt"
	"time"

	"firedrill/chaos"
	"firedrill/internal/record"
)

var cpuLimitKind = chaos.Kind{
	Name:    "cpu.limit",
	Family:  "cpu",
	Summary: "lower the CPU limit of a service",
	Manual: "The kernel lets the container run for its share of each 100 ms, and throttles it for the rest, so every request " +
		"gets slower, and more so under load. The proof sends up to 256 requests at once, to the app logins, and reads how " +
		"long the kernel throttled the container: a limit that nothing reaches is not proven.",
	Acts:    chaos.AtEngine,
	Ports:   []chaos.Port{chaos.PortContainers, chaos.PortLimits, chaos.PortProbes},
	Needs:   []chaos.Need{chaos.NeedUpdate},
	Within:  10 * time.Second,
	Causes:  chaos.CausesDeath,
	Example: chaos.Example{On: "shop-1", Params: map[string]string{"cpus": "0.05"}},
	New:     func() chaos.Fault { return limited{&cpuLimit{}} },
}

// cpuLimit lowers the CPU limit.
type cpuLimit struct {
	On   string  `param:"on" required:"true" doc:"the service that becomes slow"`
	CPUs float64 `param:"cpus" default:"0.1" min:"0.01" max:"64" ends:"lab" doc:"the CPU limit in processors, such as 0.25"`
}

func (f *cpuLimit) Validate() []chaos.Problem { return nil }

func (f *cpuLimit) service() string { return f.On }

func (f *cpuLimit) lower(chaos.Limits, chaos.Use) (chaos.Limits, error) {
	return chaos.Limits{CPUs: f.CPUs}, nil
}

// effect loads the service, and checks whether the kernel throttled it meanwhile.
func (f *cpuLimit) effect(ctx context.Context, t *chaos.Target, _ chaos.Limits) record.Check {
	before, err := t.Limits.Use(ctx, f.On)
	if err != nil {
		return record.Check{Saw: err.Error()}
	}
	asked := min(64+int(400*f.CPUs), 256)
	slowest := busy(ctx, t, f.On, asked)
	after, err := t.Limits.Use(ctx, f.On)
	if err != nil {
		return record.Check{Saw: err.Error()}
	}
	held := time.Duration(after.Throttled - before.Throttled)
	return record.Check{OK: held > 0, Saw: fmt.Sprintf("held back for %s while it was asked %d times, the slowest answer took %s",
		held.Round(time.Millisecond), asked, slowest.Round(time.Millisecond))}
}

func (f *cpuLimit) Claims() []chaos.Claim { return chaos.Exclusive("the CPU limit of %q", f.On) }
