package labtest

import (
	"context"
	"errors"
	"fmt"
	"time"

	"firedrill/chaos"
	"firedrill/internal/release"
)

// inUse is what every container uses; half of it can be given back.
const inUse = 30 << 20

// Roomy is what every container is held to at first.
var Roomy = chaos.Limits{CPUs: 2, Memory: 256 << 20, Pids: 200}

func (c containers) Limits(_ context.Context, name string) (chaos.Limits, error) {
	c.l.mu.Lock()
	defer c.l.mu.Unlock()
	now := c.l.current(name)
	if now == nil {
		return chaos.Limits{}, fmt.Errorf("no container of %q", name)
	}
	return now.limits, nil
}

func (c containers) Limit(ctx context.Context, name string, l chaos.Limits) error {
	c.l.mu.Lock()
	defer c.l.mu.Unlock()
	work, _, err := c.call("Limit", name)
	if !work || ctx.Err() != nil {
		return errors.Join(err, ctx.Err())
	}
	if l.Memory > 0 && l.Memory < inUse/2 {
		return errors.New("device or resource busy")
	}
	for _, one := range c.l.services[name].all {
		if l.CPUs > 0 {
			one.limits.CPUs = l.CPUs
		}
		if l.Memory > 0 {
			one.limits.Memory = l.Memory
		}
		if l.Pids > 0 {
			one.limits.Pids = l.Pids
		}
	}
	return err
}

// Use is that of a busy container of ten processes and 30 MB.
func (c containers) Use(_ context.Context, name string) (chaos.Use, error) {
	c.l.mu.Lock()
	defer c.l.mu.Unlock()
	now := c.l.current(name)
	if now == nil {
		return chaos.Use{}, fmt.Errorf("no container of %q", name)
	}
	does := now.does()
	now.looks++
	if now.limits.CPUs < 1 || does.Spin > 0 {
		now.held += 5e8
	}
	if does.Spin > 0 {
		now.spent += 1e9
	}
	if release.Read(environment(now.env)["RELEASE"]).Flaw == release.Leak {
		now.grown += 256 << 20
	}
	return chaos.Use{Memory: inUse + does.Hold + now.grown, Held: now.limits.Memory, Pids: 10, CPU: now.spent, Throttled: now.held, At: time.Unix(now.looks, 0)}, nil
}

var _ chaos.Limiter = containers{}
