package main

import (
	"firedrill/internal/respond"

	"github.com/spf13/cobra"
)

func (a *app) metricsCommand() *cobra.Command {
	var lab string
	var asJSON bool
	cmd := &cobra.Command{Use: "metrics SERVICE", GroupID: "respond", Short: "Print a service's own metrics", Args: args(1, 1, "a service"),
		RunE: func(cmd *cobra.Command, given []string) error {
			return a.atDesk(cmd.Context(), lab, func(d *respond.Desk) error {
				metrics, err := d.Metrics(cmd.Context(), given[0])
				if err != nil {
					return err
				}
				return a.print(metrics, asJSON)
			})
		}}
	labFlag(cmd, &lab)
	jsonFlag(cmd, &asJSON)
	return cmd
}
