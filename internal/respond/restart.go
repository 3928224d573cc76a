package respond

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"firedrill/internal/engine"
	"firedrill/stack"
)

// Statuses of a container, as the engine names them.
const (
	running    = "running"
	paused     = "paused"
	restarting = "restarting"
)

// settleTime is how long a container is watched after its start. A process that can't run ends within it.
const settleTime = 250 * time.Millisecond

// Restart stops a service in whatever state it is, and starts it on its network.
func (d *Desk) Restart(ctx context.Context, service string, grace time.Duration) error {
	d.note("restart " + service)
	s, err := d.containers.State(ctx, service)
	if err != nil {
		return err
	}
	if s.Status == running || s.Status == paused || s.Status == restarting {
		if err := d.end(ctx, service, grace); err != nil {
			return err
		}
	}
	return d.begin(ctx, service)
}

// Stop stops a service.
func (d *Desk) Stop(ctx context.Context, service string, grace time.Duration) error {
	d.note("stop " + service)
	return d.end(ctx, service, grace)
}

// Start starts a service. A container that was set aside is put back, a paused one is unpaused, a disconnected one is
// connected. A service that runs normally is not changed.
func (d *Desk) Start(ctx context.Context, service string) error {
	d.note("start " + service)
	return d.begin(ctx, service)
}

// end stops a service. A paused process is unpaused first, so that it can stop.
func (d *Desk) end(ctx context.Context, service string, grace time.Duration) error {
	if err := d.thaw(ctx, service); err != nil {
		return err
	}
	return d.containers.Stop(ctx, service, grace)
}

func (d *Desk) thaw(ctx context.Context, service string) error {
	s, err := d.containers.State(ctx, service)
	if err != nil || s.Status != paused {
		return err
	}
	return d.containers.Unpause(ctx, service)
}

func (d *Desk) begin(ctx context.Context, service string) error {
	if err := d.present(ctx, service); err != nil {
		return err
	}
	if err := d.thaw(ctx, service); err != nil {
		return err
	}
	place, err := d.containers.Place(ctx, service)
	if err != nil {
		return err
	}
	if err := d.containers.Connect(ctx, service, place); err != nil {
		return err
	}
	if err := d.containers.Start(ctx, service); err != nil {
		return err
	}
	return d.lives(ctx, service)
}

// present puts back a container that was set aside.
func (d *Desk) present(ctx context.Context, service string) error {
	s, err := d.containers.State(ctx, service)
	if err != nil || s.Status != engine.Missing {
		return err
	}
	id, err := d.containers.Newest(ctx, service)
	if err != nil {
		return err
	}
	if id == "" {
		return fmt.Errorf("start %q: %w", service, stack.ErrNoContainer)
	}
	return d.containers.Restore(ctx, service, id)
}

// lives returns an error with the end of the log if a service's process ended soon after its start.
func (d *Desk) lives(ctx context.Context, service string) error {
	if d.startsSlowly(service) {
		if err := d.awaitServing(ctx, service); err != nil {
			return err
		}
	}
	s, err := d.containers.Within(ctx, service, settleTime)
	if err != nil || s.Status == running {
		return err
	}
	var log bytes.Buffer
	err = d.engine.Logs(ctx, s.ID, engine.LogOptions{Tail: 3}, &log)
	return errors.Join(fmt.Errorf("%q was started and is %s with code %d: %s", service, s.Status, s.ExitCode, strings.TrimSpace(log.String())), err)
}
