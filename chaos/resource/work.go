package resource

import (
	"context"
	"fmt"

	"firedrill/chaos"
	"firedrill/chaos/stress"
	"firedrill/internal/record"
)

// worked is what the faults do that have something work beside a service.
type worked struct {
	where func() string // the container that it works in
}

func (f *worked) Inject(ctx context.Context, lab chaos.Lab, undo chaos.Undo) error {
	u, w, err := stress.Read(lab, undo)
	if err != nil {
		return err
	}
	return w.Work(ctx, f.where(), u.ID, u.Work)
}

func (f *worked) Revert(ctx context.Context, lab chaos.Lab, undo chaos.Undo) error {
	u, w, err := stress.Read(lab, undo)
	if err != nil {
		return err
	}
	return w.Rest(ctx, f.where(), u.ID)
}

// working looks whether the work goes on. What cannot be seen neither goes on nor is gone.
func (f *worked) working(ctx context.Context, lab chaos.Lab, undo chaos.Undo) (on, gone record.Check) {
	u, w, err := stress.Read(lab, undo)
	there := false
	if err == nil {
		there, err = w.Working(ctx, f.where(), u.ID)
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

// Acts looks whether the program is there.
func (f *worked) Acts(ctx context.Context, lab chaos.Lab, undo chaos.Undo) (record.Check, error) {
	u, w, err := stress.Read(lab, undo)
	if err != nil {
		return record.Check{}, err
	}
	there, err := w.Working(ctx, f.where(), u.ID)
	return record.Check{OK: there, Saw: fmt.Sprintf("no process %q in %q", u.ID, f.where())}, err
}
