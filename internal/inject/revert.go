package inject

import (
	"context"
	"errors"
	"fmt"
	"io"

	"firedrill/chaos"
	"firedrill/internal/drill"
	"firedrill/internal/labs"
)

// Revert reverts the faults in force in a lab, and writes the outcome of each.
func Revert(ctx context.Context, lab *labs.Lab, w io.Writer) error {
	outcomes, err := drill.RevertLab(ctx, lab.Bench.Engine, lab.Bench.Home, lab.Found)
	for _, o := range outcomes {
		fmt.Fprintf(w, "%s on %s\n", o.Kind, o.On)
		err = errors.Join(err, writeOutcomes(w, []chaos.Outcome{o}, lab.Found.Instance))
	}
	if err == nil && len(outcomes) == 0 {
		fmt.Fprintf(w, "no fault is in force in lab %q\n", lab.Found.Instance)
	}
	return err
}

// writeOutcomes writes the outcomes of reverts. The error names each fault that is not proven gone.
func writeOutcomes(w io.Writer, outcomes []chaos.Outcome, lab string) (err error) {
	for _, o := range outcomes {
		saw := o.Gone.Saw
		if o.Reverted != nil {
			saw = o.Reverted.Error()
		}
		fmt.Fprintf(w, "  gone       %s  %s\n", mark(o.Clean()), saw)
		if !o.Clean() {
			err = errors.Join(err, &NotGoneError{o, lab})
		}
	}
	return err
}

// NotGoneError names a fault that is not proven gone.
type NotGoneError struct {
	Outcome chaos.Outcome
	Lab     string
}

func (e *NotGoneError) Error() string {
	if e.Outcome.Reverted != nil {
		return e.Outcome.Reverted.Error()
	}
	return fmt.Sprintf("fault %q is not seen to be gone: %s", e.Outcome.ID, e.Outcome.Gone.Saw)
}

// Hint names the next step.
func (e *NotGoneError) Hint() string {
	return fmt.Sprintf("it stays noted: firedrill revert --lab %s tries again", e.Lab)
}
