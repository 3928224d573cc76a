package main

import (
	"fmt"
	"time"

	"firedrill/internal/respond"

	"github.com/spf13/cobra"
)

func (a *app) traceCommand() *cobra.Command {
	var lab string
	var since time.Duration
	var asJSON bool
	cmd := &cobra.Command{Use: "trace REQUEST", GroupID: "respond", Short: "Show one request's log lines in every layer", Args: args(1, 1, "a request's id"),
		Long: "Prints what nginx and the app logged about one request. The id is in the response header X-Request-Id and in each log line.",
		RunE: func(cmd *cobra.Command, given []string) error {
			return a.atDesk(cmd.Context(), lab, func(d *respond.Desk) error {
				trace, err := d.Trace(cmd.Context(), given[0], since)
				switch {
				case err != nil:
					return err
				case len(trace.Steps) == 0 && !asJSON:
					return fmt.Errorf("no log of the last %s knows a request %q", since, given[0])
				}
				return a.print(trace, asJSON)
			})
		}}
	labFlag(cmd, &lab)
	cmd.Flags().DurationVar(&since, "since", 15*time.Minute, "search logs newer than this")
	jsonFlag(cmd, &asJSON)
	return cmd
}
