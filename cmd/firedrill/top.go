package main

import (
	"firedrill/internal/respond"

	"github.com/spf13/cobra"
)

func (a *app) topCommand() *cobra.Command {
	var lab string
	var asJSON bool
	cmd := &cobra.Command{Use: "top", GroupID: "respond", Short: "Show resource usage against limits", Args: args(0, 0, ""),
		RunE: func(cmd *cobra.Command, _ []string) error {
			return a.atDesk(cmd.Context(), lab, func(d *respond.Desk) error {
				usage, err := d.Top(cmd.Context())
				switch {
				case err != nil:
					return err
				case asJSON:
					return printJSON(a.stdout, usage.Figures())
				}
				return usage.Text(a.stdout)
			})
		}}
	labFlag(cmd, &lab)
	jsonFlag(cmd, &asJSON)
	return cmd
}
