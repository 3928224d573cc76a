// Package instance holds what faults share that replace or end a service's container: its state before the fault, and how to
// restore it.
package instance

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"firedrill/chaos"
	"firedrill/internal/record"
)

// Before is the state of a container before a fault.
type Before struct {
	ID      string    `json:"id"`
	Started time.Time `json:"started"`
}

// Plan notes the state of a container, and refuses one that does not run: a fault on it would change nothing, and its revert would
// start what someone else had stopped.
func Plan(ctx context.Context, t *chaos.Target, service string) (chaos.Undo, error) {
	s, err := t.Running(ctx, service)
	if err != nil {
		return nil, err
	}
	return json.Marshal(Before{ID: s.ID, Started: s.Started})
}

// Read reads an undo.
func Read(undo chaos.Undo) (Before, error) {
	var b Before
	if err := json.Unmarshal(undo, &b); err != nil {
		return b, fmt.Errorf("undo: %w", err)
	}
	return b, nil
}

// Gone checks that a container runs, and that its users are served.
func Gone(ctx context.Context, t *chaos.Target, service string, undo chaos.Undo) record.Check {
	b, err := Read(undo)
	if err != nil {
		return record.Check{Saw: err.Error()}
	}
	s, err := t.Containers.State(ctx, service)
	if err != nil {
		return record.Check{Saw: err.Error()}
	}
	saw := s.String()
	if s.ID != b.ID && s.ID != "" {
		saw += " in another container"
	}
	if s.Status != chaos.StatusRunning {
		return record.Check{Saw: saw}
	}
	return t.AlsoServed(ctx, service, saw)
}

// Look reads the state of a service's container, and judges it.
func Look(ctx context.Context, t *chaos.Target, service string, acts func(chaos.State) bool) (record.Check, error) {
	s, err := t.Containers.State(ctx, service)
	return record.Check{OK: acts(s), Saw: s.String()}, err
}

// Replaced checks whether another container than before the fault is in a service's place.
func Replaced(ctx context.Context, t *chaos.Target, service string, undo chaos.Undo) (record.Check, error) {
	b, err := Read(undo)
	if err != nil {
		return record.Check{}, err
	}
	c, err := Look(ctx, t, service, func(s chaos.State) bool { return s.ID != b.ID && s.ID != "" })
	if !c.OK {
		c.Saw += ", in the container of before the fault"
	}
	return c, err
}

// Replace replaces a service's container, which must still be the one that was planned for.
func Replace(ctx context.Context, t *chaos.Target, service string, undo chaos.Undo, m chaos.Replacement) error {
	b, err := Read(undo)
	if err != nil {
		return err
	}
	s, err := t.Containers.State(ctx, service)
	if err == nil && s.ID != b.ID {
		err = fmt.Errorf("container %q was replaced meanwhile", service)
	}
	if err != nil {
		return err
	}
	return t.Containers.Replace(ctx, service, m)
}

// Restore restores the container of before the fault.
func Restore(ctx context.Context, t *chaos.Target, service string, undo chaos.Undo) error {
	b, err := Read(undo)
	if err != nil {
		return err
	}
	return t.Containers.Restore(ctx, service, b.ID)
}
