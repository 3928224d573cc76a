package main

import (
	"context"
	"fmt"
	"time"

	"firedrill/internal/respond"

	"github.com/spf13/cobra"
)

// operation is what a command does to one service.
type operation func(ctx context.Context, d *respond.Desk, service string) error

// operateCommand makes a command that does something to each service that a word means, and prints the outcome.
func (a *app) operateCommand(cmd *cobra.Command, outcome string, do operation) *cobra.Command {
	var lab string
	cmd.GroupID, cmd.Args = "respond", args(1, 1, "a service")
	cmd.RunE = func(cmd *cobra.Command, given []string) error {
		return a.operate(cmd.Context(), lab, given[0], outcome, do)
	}
	labFlag(cmd, &lab)
	return cmd
}

func (a *app) operate(ctx context.Context, lab, word, outcome string, do operation) error {
	return a.atDesk(ctx, lab, func(d *respond.Desk) error {
		return d.Each(word, func(service string) error {
			if err := do(ctx, d, service); err != nil {
				return err
			}
			_, err := fmt.Fprintf(a.stdout, "%s %s\n", service, outcome)
			return err
		})
	})
}

// graceFlag adds the flag that bounds how long a process may take to end.
func graceFlag(cmd *cobra.Command, grace *time.Duration) {
	cmd.Flags().DurationVar(grace, "grace", 3*time.Second, "time the process has to stop before it is killed")
}

func (a *app) restartCommand() *cobra.Command {
	var grace time.Duration
	cmd := a.operateCommand(&cobra.Command{Use: "restart SERVICE", Short: "Restart a service",
		Long: "Restarts a service. A stopped, paused, removed or disconnected container is put back first.\n\"shop\" means all replicas."},
		"restarted", func(ctx context.Context, d *respond.Desk, service string) error {
			return d.Restart(ctx, service, grace)
		})
	graceFlag(cmd, &grace)
	return cmd
}

func (a *app) startCommand() *cobra.Command {
	return a.operateCommand(&cobra.Command{Use: "start SERVICE", Short: "Start a stopped service"}, "running",
		func(ctx context.Context, d *respond.Desk, service string) error { return d.Start(ctx, service) })
}

func (a *app) stopCommand() *cobra.Command {
	var grace time.Duration
	cmd := a.operateCommand(&cobra.Command{Use: "stop SERVICE", Short: "Stop a service"}, "stopped",
		func(ctx context.Context, d *respond.Desk, service string) error { return d.Stop(ctx, service, grace) })
	graceFlag(cmd, &grace)
	return cmd
}

func (a *app) redeployCommand() *cobra.Command {
	var version string
	var previous bool
	cmd := a.operateCommand(&cobra.Command{Use: "redeploy SERVICE", Short: "Replace a service's container with a new one, or the previous one",
		Long: "Replaces a service's container with a new one that has the variables, command, limits and configuration the lab started\nwith. --previous restores the previous container."},
		"redeployed", func(ctx context.Context, d *respond.Desk, service string) error {
			if previous {
				return d.Previous(ctx, service)
			}
			return d.Redeploy(ctx, service, version)
		})
	cmd.PreRunE = func(*cobra.Command, []string) error {
		if previous && version != "" {
			return usageError{"what ran before has its own version: --previous and --version exclude one another", "give one of them"}
		}
		return nil
	}
	cmd.Flags().StringVar(&version, "version", "", "app version, such as 1.4.1")
	cmd.Flags().BoolVar(&previous, "previous", false, "restore the previous container")
	return cmd
}
