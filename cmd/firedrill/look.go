package main

import (
	"context"
	"time"

	"firedrill/internal/respond"

	"github.com/spf13/cobra"
)

// look is what a command shows of a lab.
type look func(ctx context.Context, d *respond.Desk, given []string) (answer, error)

// lookCommand makes a command that shows something of a lab, as text or as JSON.
func (a *app) lookCommand(cmd *cobra.Command, show look) *cobra.Command {
	var lab string
	var asJSON bool
	cmd.GroupID = "respond"
	cmd.RunE = func(cmd *cobra.Command, given []string) error {
		return a.atDesk(cmd.Context(), lab, func(d *respond.Desk) error {
			seen, err := show(cmd.Context(), d, given)
			if err != nil {
				return err
			}
			return a.print(seen, asJSON)
		})
	}
	labFlag(cmd, &lab)
	jsonFlag(cmd, &asJSON)
	return cmd
}

func (a *app) topCommand() *cobra.Command {
	return a.lookCommand(&cobra.Command{Use: "top", Short: "Show resource usage against limits", Args: args(0, 0, "")},
		func(ctx context.Context, d *respond.Desk, _ []string) (answer, error) { return d.Top(ctx) })
}

func (a *app) metricsCommand() *cobra.Command {
	return a.lookCommand(&cobra.Command{Use: "metrics SERVICE", Short: "Print a service's own metrics", Args: args(1, 1, "a service")},
		func(ctx context.Context, d *respond.Desk, given []string) (answer, error) {
			return d.Metrics(ctx, given[0])
		})
}

func (a *app) networkCommand() *cobra.Command {
	var reset bool
	cmd := a.lookCommand(&cobra.Command{Use: "network SERVICE", Short: "Show or reset the packet rules in a service's network", Args: args(1, 1, "a service, or client"),
		Long: "Shows the nftables rules and queueing disciplines in a service's network namespace, like \"nft list ruleset\" and \"tc qdisc\".\nThe service \"client\" is the users' side."},
		func(ctx context.Context, d *respond.Desk, given []string) (answer, error) {
			return d.PacketRules(ctx, given[0], reset)
		})
	cmd.Flags().BoolVar(&reset, "reset", false, "remove all rules first")
	return cmd
}

func (a *app) traceCommand() *cobra.Command {
	var since time.Duration
	cmd := a.lookCommand(&cobra.Command{Use: "trace REQUEST", Short: "Show one request's log lines in every layer", Args: args(1, 1, "a request's id"),
		Long: "Prints what nginx and the app logged about one request. The id is in the response header X-Request-Id and in each log line."},
		func(ctx context.Context, d *respond.Desk, given []string) (answer, error) {
			return d.Trace(ctx, given[0], since)
		})
	cmd.Flags().DurationVar(&since, "since", 15*time.Minute, "search logs newer than this")
	return cmd
}
