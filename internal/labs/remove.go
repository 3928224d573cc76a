package labs

import (
	"context"
	"fmt"

	"firedrill/internal/drill"
	"firedrill/internal/engine"
	"firedrill/internal/source"
	"firedrill/stack"
)

// CheckUnused returns a source.Mistake if a run in progress uses the lab.
func CheckUnused(e *engine.Engine, home drill.Home, lab string) error {
	run, err := home.HeldBy(e.Host(), lab)
	if err != nil || run == "" {
		return err
	}
	return source.Mistake{Message: fmt.Sprintf("run %q is in progress on lab %q", run, lab),
		Hint: "wait for its end, or firedrill down " + lab + " --force removes the lab under it"}
}

// Remove removes a lab, and closes the journals of the faults that go with it.
func Remove(ctx context.Context, e *engine.Engine, home drill.Home, lab stack.Found) error {
	if err := stack.Remove(ctx, e, stack.LabelLab+"="+lab.Instance); err != nil {
		return err
	}
	return home.LabGone(e, lab)
}
