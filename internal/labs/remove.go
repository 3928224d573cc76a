package labs

import (
	"context"
	"fmt"

	"firedrill/internal/source"
	"firedrill/stack"
)

// CheckUnused returns a source.Mistake if a run in progress uses the lab.
func (l *Lab) CheckUnused() error {
	name := l.Found.Instance
	run, err := l.Bench.Home.HeldBy(l.Bench.Engine.Host(), name)
	if err != nil || run == "" {
		return err
	}
	return source.Mistake{Message: fmt.Sprintf("run %q is in progress on lab %q", run, name),
		Hint: "wait for its end, or firedrill down " + name + " --force removes the lab under it"}
}

// Remove removes the lab, and closes the journals of the faults that are removed with it.
func (l *Lab) Remove(ctx context.Context) error {
	if err := stack.Remove(ctx, l.Bench.Engine, stack.LabelLab+"="+l.Found.Instance); err != nil {
		return err
	}
	return l.Bench.Home.LabGone(l.Bench.Engine, l.Found)
}
