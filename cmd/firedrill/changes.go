package main

import (
	"firedrill/internal/labs"

	"github.com/spf13/cobra"
)

func (a *app) changesCommand() *cobra.Command {
	var lab string
	var asJSON bool
	cmd := &cobra.Command{Use: "changes", GroupID: "respond", Short: "List the lab's deploys and configuration changes", Args: args(0, 0, ""),
		RunE: func(cmd *cobra.Command, _ []string) error {
			return a.inLab(cmd.Context(), lab, func(l *labs.Lab) error {
				all, err := l.Changes()
				if err != nil {
					return err
				}
				return a.print(all, asJSON)
			})
		}}
	labFlag(cmd, &lab)
	jsonFlag(cmd, &asJSON)
	return cmd
}
