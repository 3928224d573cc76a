package main

import (
	"context"
	"errors"
	"fmt"

	"firedrill/internal/drill"

	"github.com/spf13/cobra"
)

func (a *app) revertCommand() *cobra.Command {
	var lab string
	cmd := &cobra.Command{Use: "revert", GroupID: "lab", Short: "Take back the faults that were injected into a lab that is up", Args: args(0, 0, ""),
		RunE: func(cmd *cobra.Command, _ []string) error { return a.revert(cmd.Context(), lab) }}
	labFlag(cmd, &lab)
	return cmd
}

func (a *app) revert(ctx context.Context, lab string) error {
	b, err := a.openAny(ctx)
	if err != nil {
		return err
	}
	defer b.engine.Close()
	name, err := upLab(ctx, b, first(lab, a.getenv(instanceVariable)))
	if err != nil {
		return err
	}
	outcomes, err := drill.RevertLab(ctx, b.engine, b.home, name)
	for _, o := range outcomes {
		fmt.Fprintf(a.stdout, "%s on %s\n", o.Kind, o.On)
		a.printOutcome(o)
		if !o.Clean() {
			err = errors.Join(err, fmt.Errorf("fault %q is not seen to be gone: %s", o.ID, o.Gone.Saw))
		}
	}
	if err == nil && len(outcomes) == 0 {
		fmt.Fprintf(a.stdout, "no fault is in force in lab %q\n", name)
	}
	return err
}
