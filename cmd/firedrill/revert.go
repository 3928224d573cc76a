package main

import (
	"firedrill/internal/inject"
	"firedrill/internal/labs"

	"github.com/spf13/cobra"
)

func (a *app) revertCommand() *cobra.Command {
	var lab string
	cmd := &cobra.Command{Use: "revert", GroupID: "lab", Short: "Revert the faults injected into a running lab", Args: args(0, 0, ""),
		Long: "Reverts the faults that \"firedrill inject\" left active. If a fault still acts afterwards it stays listed: run this command\n" +
			"or \"firedrill clean\" again. A fault that a running process holds is reverted by that process; this command prints\n" +
			"its id.",
		RunE: func(cmd *cobra.Command, _ []string) error {
			return a.inLab(cmd.Context(), lab, func(l *labs.Lab) error { return inject.Revert(cmd.Context(), l, a.stdout) })
		}}
	labFlag(cmd, &lab)
	return cmd
}
