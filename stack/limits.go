package stack

import (
	"context"
	"fmt"

	"firedrill/chaos"
	"firedrill/internal/engine"
)

// Limits returns the limits of a service's current container.
func (c Containers) Limits(ctx context.Context, service string) (chaos.Limits, error) {
	id, err := c.ID(ctx, service)
	if err != nil {
		return chaos.Limits{}, named("look at", service, err)
	}
	b, err := c.Engine.Bounds(ctx, id)
	return chaos.Limits{CPUs: b.CPUs, Memory: b.Memory, Pids: b.Pids}, named("look at", service, err)
}

// Limit changes the limits of a service: those of its container, and of the containers set aside, so that none returns
// with outdated limits.
func (c Containers) Limit(ctx context.Context, service string, l chaos.Limits) error {
	return named("limit", service, whole(ctx, func(ctx context.Context) error {
		all, err := c.all(ctx, service)
		if err != nil {
			return err
		}
		for _, one := range all {
			if err := c.Engine.Update(ctx, one.ID, engine.Limits(l)); err != nil {
				return err
			}
		}
		return nil
	}))
}

// Use returns the usage of a service's container, and the kernel's counters of its limits.
func (c Containers) Use(ctx context.Context, service string) (chaos.Use, error) {
	id, err := c.ID(ctx, service)
	if err != nil {
		return chaos.Use{}, named("look at", service, err)
	}
	u, err := c.Engine.Usage(ctx, id)
	return chaos.Use{Memory: u.Memory, Held: u.Limit, Pids: u.Pids, CPU: u.CPU, Throttled: u.Throttled, At: u.Read}, named("look at", service, err)
}

// Own returns the limits that the lab's definition gives a service, whatever is in force now.
func (c Containers) Own(ctx context.Context, service string) (chaos.Limits, error) {
	all, err := c.all(ctx, service)
	if err != nil {
		return chaos.Limits{}, named("look at", service, err)
	}
	for _, one := range all {
		if l, ok := readLimits(one.Labels[LabelLimits]); ok {
			return chaos.Limits(l), nil
		}
	}
	return chaos.Limits{}, fmt.Errorf("the lab does not tell what %q was first held to", service)
}

// limitsForm is the format of limits in a label: CPUs, bytes, processes.
const limitsForm = "%g %d %d"

func writeLimits(l engine.Limits) string { return fmt.Sprintf(limitsForm, l.CPUs, l.Memory, l.Pids) }

func readLimits(text string) (l engine.Limits, ok bool) {
	_, err := fmt.Sscanf(text, limitsForm, &l.CPUs, &l.Memory, &l.Pids)
	return l, err == nil
}
