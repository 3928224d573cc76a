package main

import (
	"context"
	"fmt"
	"time"

	"firedrill/internal/respond"
	"firedrill/stack"

	"github.com/spf13/cobra"
)

func (a *app) traceCommand() *cobra.Command {
	var lab string
	var since time.Duration
	var asJSON bool
	cmd := &cobra.Command{Use: "trace REQUEST", GroupID: "respond", Short: "Show one request's log lines in every layer", Args: args(1, 1, "a request's id"),
		Long: "Prints what nginx and the app logged about one request. The id is in the response header X-Request-Id and in each log line.",
		RunE: func(cmd *cobra.Command, given []string) error {
			return a.trace(cmd.Context(), lab, given[0], since, asJSON)
		}}
	labFlag(cmd, &lab)
	cmd.Flags().DurationVar(&since, "since", 15*time.Minute, "search logs newer than this")
	cmd.Flags().BoolVar(&asJSON, "json", false, "print JSON")
	return cmd
}

// traceAnswer is what `trace --json` says.
type traceAnswer struct {
	Request string         `json:"request"`
	Steps   []respond.Step `json:"steps"`
}

func (a *app) trace(ctx context.Context, lab, request string, since time.Duration, asJSON bool) error {
	return a.inLab(ctx, lab, func(_ *bench, d *respond.Desk, found stack.Found) error {
		var services []string
		for _, m := range found.InPlace() {
			services = append(services, m.Service)
		}
		steps, err := d.Trace(ctx, services, request, since)
		if err != nil {
			return err
		}
		if asJSON {
			return printJSON(a.stdout, traceAnswer{request, steps})
		}
		if len(steps) == 0 {
			return fmt.Errorf("no log of the last %s knows a request %q", since, request)
		}
		for _, s := range steps {
			fmt.Fprintln(a.stdout, s)
		}
		return nil
	})
}
