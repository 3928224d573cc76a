package drill

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"time"

	"firedrill/chaos"
	"firedrill/internal/engine"
	"firedrill/stack"
)

// HeldError reports that running processes hold faults on a lab and revert them themselves.
type HeldError struct {
	Faults []InForce
}

func (e *HeldError) Error() string {
	lines := make([]string, len(e.Faults))
	for i, f := range e.Faults {
		lines[i] = fmt.Sprintf("fault %q on %q is held by process %d (run %q)", f.Kind, f.On, f.PID, f.Run)
		if f.PID == 0 { // its controller died
			lines[i] = fmt.Sprintf("fault %q on %q of run %q is being reverted by another process", f.Kind, f.On, f.Run)
		}
		if f.Until != nil {
			lines[i] += ", which reverts it at " + f.Until.Local().Format(time.TimeOnly)
		}
	}
	return strings.Join(lines, "\n")
}

// Hint returns how to end the first of those processes.
func (e *HeldError) Hint() string {
	if e.Faults[0].PID == 0 {
		return "firedrill status shows when it is gone"
	}
	return fmt.Sprintf("to revert it now, end that process: kill %d, or Ctrl-C where it runs", e.Faults[0].PID)
}

// RoundError reports that an on-call round uses a lab. It must not reveal whether a fault is in force.
type RoundError struct{ Instance string }

func (e *RoundError) Error() string {
	return fmt.Sprintf("an on-call round uses lab %q and reverts its own faults", e.Instance)
}

// RevertLab reverts the faults that were left in force on a lab. If a running process holds faults, the error is a
// *HeldError. A fault that is not confirmed gone stays in its journal.
func RevertLab(ctx context.Context, e *engine.Engine, h Home, lab stack.Found) ([]chaos.Outcome, error) {
	runs, err := h.Runs()
	if err != nil {
		return nil, err
	}
	target := Owner{Instance: lab.Instance, Engine: e.Host(), Lab: lab.Run}
	var all []chaos.Outcome
	var errs []error
	held := &HeldError{}
	for _, r := range runs {
		j, err := OpenJournal(r.Journal, ByController)
		switch {
		case errors.Is(err, ErrHeld):
			more, err := h.heldOn(r, target)
			held.Faults, errs = append(held.Faults, more...), append(errs, err)
			continue
		case errors.Is(err, os.ErrNotExist):
			continue
		case err != nil:
			errs = append(errs, err)
			continue
		}
		outcomes, err := revertRun(ctx, e, h, r, j, target)
		all, errs = append(all, outcomes...), append(errs, err)
	}
	if len(held.Faults) > 0 {
		errs = append(errs, held)
	}
	return all, errors.Join(errs...)
}

// heldOn lists the faults on a lab that a run in progress holds. If the run is an on-call round, the error is a
// *RoundError.
func (h Home) heldOn(r OpenRun, target Owner) ([]InForce, error) {
	j, err := readJournal(r.Journal)
	if errors.Is(err, os.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	if o, ok := j.Owner(); !ok || !o.sameLab(target) {
		return nil, nil
	}
	if h.sealed(r) {
		return nil, &RoundError{target.Instance}
	}
	return j.inForce(r.Run), nil
}

// revertRun reverts the faults of one run on a lab, and closes its journal if all are gone.
func revertRun(ctx context.Context, e *engine.Engine, h Home, r OpenRun, j *Journal, target Owner) ([]chaos.Outcome, error) {
	owner, _ := j.Owner()
	if !owner.Kept || !owner.sameLab(target) {
		return nil, j.Close()
	}
	outcomes, err := undoFaults(ctx, e, j, owner)
	err = errors.Join(err, removeOwn(ctx, e, j, owner))
	if err != nil || len(j.Open()) > 0 && isUp(ctx, e, owner) {
		return outcomes, errors.Join(err, j.Close())
	}
	return outcomes, errors.Join(j.Finish(), h.Drop(r.Run))
}

// removeOwn removes what a run created in a lab that stays: its agents.
func removeOwn(ctx context.Context, e *engine.Engine, j *Journal, o Owner) error {
	err := stack.Remove(ctx, e, stack.LabelRun+"="+o.Run)
	j.Removed(err)
	return err
}
