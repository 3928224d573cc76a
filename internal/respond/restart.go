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

// Statuses of a container, in the engine's words.
const (
	running    = "running"
	paused     = "paused"
	restarting = "restarting"
)

// settleTime is how long a container is watched after it was started: one that can't live ends within it.
const settleTime = 250 * time.Millisecond

// Restart ends a service's process, however it stands, and has it come up in its place, on its network.
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

// Stop ends a service's process.
func (d *Desk) Stop(ctx context.Context, service string, grace time.Duration) error {
	d.note("stop " + service)
	return d.end(ctx, service, grace)
}

// Start has a service run in its place: one that was taken away is put back, one that is frozen goes on, one that is off
// the network is connected. What runs and is where it belongs is left alone.
func (d *Desk) Start(ctx context.Context, service string) error {
	d.note("start " + service)
	return d.begin(ctx, service)
}

// end lets a process that is frozen go on first, so that it can end.
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

// present puts a container back that was taken out of the service's place.
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
	return d.containers.PutBack(ctx, service, id)
}

// lives says, with the end of its log, that a service's process ended as soon as it was started.
func (d *Desk) lives(ctx context.Context, service string) error {
	if startsSlowly(service) {
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
