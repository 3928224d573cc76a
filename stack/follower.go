package stack

import (
	"context"
	"errors"
	"sync"
	"time"

	"firedrill/internal/engine"
	"firedrill/internal/record"
)

const (
	// followPause is the wait before a container that cannot be followed is looked up again.
	followPause = 500 * time.Millisecond
	// freshTime is how long a report of the engine stays valid. It reports once per second.
	freshTime = 2500 * time.Millisecond
)

// errReplaced says that the service has another container.
var errReplaced = errors.New("another container has taken its place")

// follower keeps the engine's latest usage report of a service's current container.
type follower struct {
	engine     *engine.Engine
	service    string
	containers Containers

	mu   sync.Mutex
	said time.Time
	made []record.Gauge
}

// run follows the service until the context ends.
func (f *follower) run(ctx context.Context) {
	for ctx.Err() == nil {
		if id, err := f.containers.ID(ctx, f.service); err == nil {
			f.follow(ctx, id)
		}
		select {
		case <-time.After(followPause):
		case <-ctx.Done():
		}
	}
}

// follow follows one container as long as it is the service's current one. The reason of its end does not matter: the
// next attempt finds it.
func (f *follower) follow(ctx context.Context, id string) {
	var was reading
	_ = f.engine.Follow(ctx, id, func(u engine.Usage) error {
		now, err := f.containers.ID(ctx, f.service)
		if err != nil {
			return err
		}
		if now != id {
			return errReplaced
		}
		b, err := f.engine.Bounds(ctx, id) // a fault may have changed them
		if err != nil {
			return err
		}
		if !b.Running || u.Read.IsZero() {
			was = reading{}
			f.keep(nil)
			return nil
		}
		got := containerReading(u, b)
		made := got.gauges(f.service, containerFigures, was)
		was = got
		f.keep(made)
		return nil
	})
}

// containerReading converts the engine's usage report of a container.
func containerReading(u engine.Usage, b engine.Bounds) reading {
	return reading{of: u.ID, at: u.Read, values: map[string]float64{
		"cpu": float64(u.CPU) / 1e9, "cpus": b.CPUs, "throttled": float64(u.Throttled) / 1e9,
		"memory": float64(u.Memory), "memory_limit": float64(u.Limit), "pids": float64(u.Pids), "pids_limit": float64(b.Pids)}}
}

func (f *follower) keep(made []record.Gauge) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.said, f.made = time.Now(), made
}

// gauges returns the gauges of the latest report, none if it is too old.
func (f *follower) gauges(now time.Time) []record.Gauge {
	f.mu.Lock()
	defer f.mu.Unlock()
	if now.Sub(f.said) > freshTime {
		return nil
	}
	return f.made
}
