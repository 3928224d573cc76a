package main

import (
	"context"
	"fmt"

	"firedrill/internal/labs"

	"github.com/spf13/cobra"
)

func (a *app) downCommand() *cobra.Command {
	var force bool
	cmd := &cobra.Command{Use: "down [LAB]", GroupID: "lab", Short: "Remove a running lab", Args: args(0, 1, "a lab"),
		Long: "Removes a running lab: LAB, else the lab in $" + instanceVariable + ", else the only one. A lab used by a run in progress is\nremoved only with --force. That run then ends without a verdict.",
		RunE: func(cmd *cobra.Command, given []string) error { return a.down(cmd.Context(), firstOf(given), force) }}
	cmd.Flags().BoolVar(&force, "force", false, "remove the lab even if a run in progress uses it")
	return cmd
}

func (a *app) down(ctx context.Context, name string, force bool) error {
	return a.inLab(ctx, name, func(l *labs.Lab) error {
		if !force {
			if err := l.CheckUnused(); err != nil {
				return err
			}
		}
		a.noteRemoval(ctx, l.Found.Instance)
		if err := l.Remove(ctx); err != nil {
			return err
		}
		_, err := fmt.Fprintf(a.stdout, "lab %q is removed\n", l.Found.Instance)
		return err
	})
}
