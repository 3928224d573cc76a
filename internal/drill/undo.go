package drill

import (
	"context"
	"errors"
	"fmt"
	"time"

	"firedrill/chaos"
	"firedrill/chaos/catalogue"
	"firedrill/internal/engine"
	"firedrill/stack"
)

// lateTimes are the times at which the search for a dead run's containers is repeated: a call that the controller
// made just before it died may still take effect in the engine.
var lateTimes = []time.Duration{0, 500 * time.Millisecond, time.Second, 2 * time.Second}

// Undo reverts what the journal of a dead controller lists: its faults, newest first, if the lab is not the run's
// own, and the run's own containers, networks and volumes. It may be called again.
func Undo(ctx context.Context, e *engine.Engine, j *Journal) error {
	owner, ok := j.Owner()
	if !ok {
		return j.Finish()
	}
	var errs []error
	if owner.Kept {
		outcomes, err := undoFaults(ctx, e, j, owner)
		errs = append(errs, err)
		for _, o := range outcomes {
			if !o.Clean() {
				errs = append(errs, leftBehind(o))
			}
		}
	}
	errs = append(errs, removeRun(ctx, e, j, owner))
	if err := errors.Join(errs...); err != nil {
		j.Failed(err)
		return errors.Join(err, j.Close())
	}
	return j.Finish()
}

// undoFaults reverts the faults on a lab that stays.
func undoFaults(ctx context.Context, e *engine.Engine, j *Journal, o Owner) ([]chaos.Outcome, error) {
	entries := j.Open()
	if len(entries) == 0 {
		return nil, nil
	}
	lab, err := findLab(ctx, e, o)
	if errors.Is(err, stack.ErrNoLab) {
		return nil, nil // their lab is gone, and the faults with it
	}
	if err != nil {
		return nil, err
	}
	// End the dead controller's agents first: they would inject again what is reverted here.
	if err := stack.EndAgents(ctx, e, o.Run); err != nil {
		return nil, err
	}
	if err := lab.Join(ctx, stack.JoinRequest{Run: o.Run, Self: o.Self}); err != nil {
		return nil, err
	}
	return chaos.RevertEntries(ctx, chaos.Setup{Index: catalogue.All(), Target: lab.Target(), Journal: j}, entries), lab.Release()
}

// findLab finds the lab that a run acts on. The error is ErrNoLab if it is gone, even if another lab has its name
// now.
func findLab(ctx context.Context, e *engine.Engine, o Owner) (*stack.Running, error) {
	lab, err := stack.Find(ctx, e, o.Instance)
	if err == nil && !o.belongs(lab.Run()) {
		return nil, fmt.Errorf("lab %q of run %q: %w", o.Instance, o.Lab, stack.ErrNoLab)
	}
	return lab, err
}

// isUp reports whether a lab that is not the run's own is still up. An unknown state counts as up.
func isUp(ctx context.Context, e *engine.Engine, o Owner) bool {
	if !o.Kept {
		return false
	}
	_, err := findLab(ctx, e, o)
	return !errors.Is(err, stack.ErrNoLab)
}

// removeRun removes what the run itself created.
func removeRun(ctx context.Context, e *engine.Engine, j *Journal, o Owner) error {
	label := stack.LabelRun + "=" + o.Run
	for _, wait := range lateTimes {
		if err := sleepUntil(ctx, time.Now().Add(wait)); err != nil {
			return err
		}
		if err := stack.Remove(ctx, e, label); err != nil {
			j.Removed(err)
			return fmt.Errorf("run %q: %w", o.Run, err)
		}
	}
	j.Removed(nil)
	return nil
}
