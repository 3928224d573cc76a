package main

import (
	"context"
	"fmt"
	"time"

	"firedrill/internal/respond"

	"github.com/spf13/cobra"
)

// graceFlag adds the flag that bounds how long a process may take to end.
func graceFlag(cmd *cobra.Command, grace *time.Duration) {
	cmd.Flags().DurationVar(grace, "grace", 3*time.Second, "time the process has to stop before it is killed")
}

func (a *app) restartCommand() *cobra.Command {
	var lab string
	var grace time.Duration
	cmd := &cobra.Command{Use: "restart SERVICE", GroupID: "respond", Short: "Restart a service", Args: args(1, 1, "a service"),
		Long: "Restarts a service. A stopped, paused, removed or disconnected container is put back first.\n\"shop\" means all replicas.",
		RunE: func(cmd *cobra.Command, given []string) error {
			return a.operate(cmd.Context(), lab, given[0], "restarted", func(ctx context.Context, d *respond.Desk, service string) error {
				return d.Restart(ctx, service, grace)
			})
		}}
	labFlag(cmd, &lab)
	graceFlag(cmd, &grace)
	return cmd
}

func (a *app) startCommand() *cobra.Command {
	var lab string
	cmd := &cobra.Command{Use: "start SERVICE", GroupID: "respond", Short: "Start a stopped service", Args: args(1, 1, "a service"),
		RunE: func(cmd *cobra.Command, given []string) error {
			return a.operate(cmd.Context(), lab, given[0], "running", func(ctx context.Context, d *respond.Desk, service string) error {
				return d.Start(ctx, service)
			})
		}}
	labFlag(cmd, &lab)
	return cmd
}

func (a *app) stopCommand() *cobra.Command {
	var lab string
	var grace time.Duration
	cmd := &cobra.Command{Use: "stop SERVICE", GroupID: "respond", Short: "Stop a service", Args: args(1, 1, "a service"),
		RunE: func(cmd *cobra.Command, given []string) error {
			return a.operate(cmd.Context(), lab, given[0], "stopped", func(ctx context.Context, d *respond.Desk, service string) error {
				return d.Stop(ctx, service, grace)
			})
		}}
	labFlag(cmd, &lab)
	graceFlag(cmd, &grace)
	return cmd
}

// operate does something to each service that a word means, and prints what became of it.
func (a *app) operate(ctx context.Context, lab, service, then string, do func(ctx context.Context, d *respond.Desk, service string) error) error {
	return a.atDesk(ctx, lab, func(d *respond.Desk) error {
		return d.Each(service, func(service string) error {
			if err := do(ctx, d, service); err != nil {
				return err
			}
			_, err := fmt.Fprintf(a.stdout, "%s %s\n", service, then)
			return err
		})
	})
}
