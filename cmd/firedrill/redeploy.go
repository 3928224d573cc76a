package main

import (
	"context"

	"firedrill/internal/respond"

	"github.com/spf13/cobra"
)

func (a *app) redeployCommand() *cobra.Command {
	var lab, version string
	var previous bool
	cmd := &cobra.Command{Use: "redeploy SERVICE", GroupID: "respond", Short: "Put a new container in a service's place, or the one before", Args: args(1, 1, "a service"),
		Long: "Puts a new container in a service's place, made as the lab first made it: with its first variables, command, limits\nand configuration. With --previous, what ran there before comes back.",
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
	cmd.Flags().StringVar(&version, "version", "", "of the app, such as 1.4.1")
	cmd.Flags().BoolVar(&previous, "previous", false, "take what ran there before")
	return cmd
}
