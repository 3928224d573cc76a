package resource

import (
	"context"
	"fmt"

	"firedrill/chaos"
	"firedrill/chaos/stress"
	"firedrill/internal/record"
)

// start runs a fault's program in a service's container.
func start(ctx context.Context, t *chaos.Target, service string, undo chaos.Undo) error {
	u, err := stress.Read(undo)
	if err != nil {
		return err
	}
	return t.Stress.Start(ctx, service, u.ID, u.Work)
}

// stop ends it.
func stop(ctx context.Context, t *chaos.Target, service string, undo chaos.Undo) error {
	u, err := stress.Read(undo)
	if err != nil {
		return err
	}
	return t.Stress.Stop(ctx, service, u.ID)
}

// running checks whether the program runs. If that cannot be read, it neither runs nor is gone.
func running(ctx context.Context, t *chaos.Target, service string, undo chaos.Undo) (on, gone record.Check) {
	u, err := stress.Read(undo)
	there := false
	if err == nil {
		there, err = t.Stress.Running(ctx, service, u.ID)
	}
	if err != nil {
		return record.Check{Saw: err.Error()}, record.Check{Saw: err.Error()}
	}
	saw := fmt.Sprintf("no process %q", u.ID)
	if there {
		saw = fmt.Sprintf("process %q is there", u.ID)
	}
	return record.Check{OK: there, Saw: saw}, record.Check{OK: !there, Saw: saw}
}

// acts checks whether the program runs.
func acts(ctx context.Context, t *chaos.Target, service string, undo chaos.Undo) (record.Check, error) {
	u, err := stress.Read(undo)
	if err != nil {
		return record.Check{}, err
	}
	there, err := t.Stress.Running(ctx, service, u.ID)
	return record.Check{OK: there, Saw: fmt.Sprintf("no process %q in %q", u.ID, service)}, err
}
