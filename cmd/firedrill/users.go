package main

import (
	"context"

	"firedrill/internal/drill"
	"firedrill/internal/live"

	"github.com/spf13/cobra"
)

func (a *app) usersCommand() *cobra.Command {
	var lab string
	var asJSON bool
	cmd := &cobra.Command{Use: "users", GroupID: "respond", Short: "Show failures and latencies that users see, by route", Args: args(0, 0, ""),
		Long: "Shows what users of a lab see while load runs (run, oncall, class, mcp): requests, failures and 95th percentile latency\n" +
			"by route over the last 10 s, and the last 60 s as a sparkline. A request is slow if it takes more than a second.\n" +
			"Users are well if at most 1 % of their requests fail and at most 1 % are slow.",
		RunE: func(cmd *cobra.Command, _ []string) error { return a.users(cmd.Context(), lab, asJSON) }}
	labFlag(cmd, &lab)
	jsonFlag(cmd, &asJSON)
	return cmd
}

func (a *app) users(ctx context.Context, lab string, asJSON bool) error {
	home, err := drill.NewHome(a.getenv)
	if err != nil {
		return err
	}
	v, err := live.Find(ctx, home.Users(), first(lab, a.getenv(instanceVariable)))
	if err != nil {
		return err
	}
	return a.print(v, asJSON)
}
