package main

import (
	"context"
	"errors"
	"fmt"

	"firedrill/chaos"
	"firedrill/internal/drill"

	"github.com/spf13/cobra"
)

func (a *app) revertCommand() *cobra.Command {
	var lab string
	cmd := &cobra.Command{Use: "revert", GroupID: "lab", Short: "Revert the faults injected into a running lab", Args: args(0, 0, ""),
		Long: "Reverts the faults that \"firedrill inject\" left active. If a fault still acts afterwards it stays listed: run this command\n" +
			"or \"firedrill clean\" again. A fault that a running process holds is reverted by that process; this command prints\n" +
			"its id.",
		RunE: func(cmd *cobra.Command, _ []string) error { return a.revert(cmd.Context(), lab) }}
	labFlag(cmd, &lab)
	return cmd
}

func (a *app) revert(ctx context.Context, lab string) error {
	b, err := a.openAny(ctx)
	if err != nil {
		return err
	}
	defer b.Engine.Close()
	found, err := foundLab(ctx, b, first(lab, a.getenv(instanceVariable)))
	if err != nil {
		return err
	}
	outcomes, err := drill.RevertLab(ctx, b.Engine, b.Home, found)
	for _, o := range outcomes {
		fmt.Fprintf(a.stdout, "%s on %s\n", o.Kind, o.On)
		a.printOutcome(o)
		if !o.Clean() {
			err = errors.Join(err, notGone(o, found.Instance))
		}
	}
	if err == nil && len(outcomes) == 0 {
		fmt.Fprintf(a.stdout, "no fault is in force in lab %q\n", found.Instance)
	}
	return err
}

// notGoneError names a fault that was not seen to be gone.
type notGoneError struct {
	outcome chaos.Outcome
	lab     string
}

func notGone(o chaos.Outcome, lab string) error { return &notGoneError{o, lab} }

func (e *notGoneError) Error() string {
	if e.outcome.Reverted != nil {
		return e.outcome.Reverted.Error()
	}
	return fmt.Sprintf("fault %q is not seen to be gone: %s", e.outcome.ID, e.outcome.Gone.Saw)
}

// Hint says what to do about it.
func (e *notGoneError) Hint() string {
	return fmt.Sprintf("it stays noted: firedrill revert --lab %s tries again", e.lab)
}
