package stack

import (
	"context"
	"sync"
	"time"

	"firedrill/internal/engine"
	"firedrill/internal/record"

	"golang.org/x/sync/errgroup"
)

const (
	// glanceTime is the minimum interval for rates of containers in a glance, by the engine's counters.
	glanceTime = 900 * time.Millisecond
	// glanceOwnTime is the same for the services' own counters, which are read once the agent is in the lab.
	glanceOwnTime = 400 * time.Millisecond
)

// Glance measures the usage of the services in two samples. Meanwhile join starts an agent in the lab, which queries
// the services themselves. A service that does not answer is left out.
func (r *Running) Glance(ctx context.Context, join func(context.Context) error) ([]record.Gauge, error) {
	began := time.Now()
	var first map[string]reading
	var group errgroup.Group
	group.Go(func() error { first = r.containerReadings(ctx); return nil })
	group.Go(func() error { return join(ctx) })
	if err := group.Wait(); err != nil {
		return nil, err
	}
	ownBefore := r.ownReadings(ctx)
	select {
	case <-ctx.Done():
		return nil, context.Cause(ctx)
	case <-time.After(max(glanceOwnTime, glanceTime-time.Since(began))):
	}
	var second, own map[string]reading
	group = errgroup.Group{}
	group.Go(func() error { second = r.containerReadings(ctx); return nil })
	group.Go(func() error { own = r.ownReadings(ctx); return nil })
	_ = group.Wait() // neither returns an error
	var out []record.Gauge
	for _, service := range r.members() {
		_, figures := gaugesOf(service)
		out = append(out, second[service].gauges(service, containerFigures, first[service])...)
		out = append(out, own[service].gauges(service, figures, ownBefore[service])...)
	}
	return out, nil
}

// ownReadings queries the metrics of every service in parallel.
func (r *Running) ownReadings(ctx context.Context) map[string]reading {
	return r.readings(ctx, (&Meter{lab: r}).ask)
}

// containerReadings queries the engine about every service's container in parallel.
func (r *Running) containerReadings(ctx context.Context) map[string]reading {
	return r.readings(ctx, func(ctx context.Context, service string) reading {
		id, err := r.containers().ID(ctx, service)
		if err != nil {
			return reading{}
		}
		var u engine.Usage
		var b engine.Bounds
		var group errgroup.Group
		group.Go(func() (err error) { u, err = r.engine.Usage(ctx, id); return err })
		group.Go(func() (err error) { b, err = r.engine.Bounds(ctx, id); return err })
		if group.Wait() != nil || !b.Running || u.Read.IsZero() {
			return reading{}
		}
		return containerReading(u, b)
	})
}

func (r *Running) readings(ctx context.Context, ask func(ctx context.Context, service string) reading) map[string]reading {
	ctx, cancel := context.WithTimeout(ctx, glanceBound)
	defer cancel()
	var mu sync.Mutex
	got := map[string]reading{}
	var all sync.WaitGroup
	for _, service := range r.members() {
		all.Go(func() {
			one := ask(ctx, service)
			mu.Lock()
			defer mu.Unlock()
			got[service] = one
		})
	}
	all.Wait()
	return got
}

// glanceBound bounds one sample.
const glanceBound = 3 * time.Second
