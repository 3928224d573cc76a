package main

import (
	"context"

	"firedrill/internal/respond"

	"github.com/spf13/cobra"
)

func (a *app) redeployCommand() *cobra.Command {
	var lab, version string
	var previous bool
	cmd := &cobra.Command{Use: "redeploy SERVICE", GroupID: "respond", Short: "Replace a service's container with a new one, or the previous one", Args: args(1, 1, "a service"),
		Long: "Replaces a service's container with a new one that has the variables, command, limits and configuration the lab started\nwith. --previous restores the previous container.",
		RunE: func(cmd *cobra.Command, given []string) error {
			if previous && version != "" {
				return usageError{"what ran before has its own version: --previous and --version exclude one another", "give one of them"}
			}
			return a.operate(cmd.Context(), lab, given[0], "redeployed", func(ctx context.Context, d *respond.Desk, service string) error {
				if previous {
					return d.Previous(ctx, service)
				}
				return d.Redeploy(ctx, service, version)
			})
		}}
	labFlag(cmd, &lab)
	cmd.Flags().StringVar(&version, "version", "", "app version, such as 1.4.1")
	cmd.Flags().BoolVar(&previous, "previous", false, "restore the previous container")
	return cmd
}
