package stack

import (
	"context"

	"firedrill/chaos"
	"firedrill/internal/engine"
)

// Limits tells what a service's container is held to.
func (c Containers) Limits(ctx context.Context, service string) (chaos.Limits, error) {
	b, err := c.Engine.Bounds(ctx, c.name(service))
	return chaos.Limits{CPUs: b.CPUs, Memory: b.Memory, Pids: b.Pids}, named("look at", service, err)
}

// Limit holds a service to other limits: its container, and those that were set aside, so that none comes back with a
// limit that was taken off meanwhile.
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

// Use tells what a service's container uses, and the kernel's own figures of its limits.
func (c Containers) Use(ctx context.Context, service string) (chaos.Use, error) {
	u, err := c.Engine.Usage(ctx, c.name(service))
	return chaos.Use{Memory: u.Memory, Held: u.Limit, Pids: u.Pids, CPU: u.CPU, Throttled: u.Throttled}, named("look at", service, err)
}

var _ chaos.LimitLab = Containers{}
