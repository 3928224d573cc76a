package main

import (
	"context"
	"fmt"
	"strings"

	"firedrill/internal/respond"

	"github.com/spf13/cobra"
)

// logsFlags are the flags of logs.
type logsFlags struct {
	lab   string
	words respond.LogWords
	part  respond.LogRequest
}

func (a *app) logsCommand() *cobra.Command {
	var f logsFlags
	cmd := &cobra.Command{Use: "logs SERVICE", GroupID: "lab", Short: "Print a service's log", Args: args(1, 1, "a service"),
		RunE: func(cmd *cobra.Command, given []string) error { return a.logs(cmd.Context(), given[0], f) }}
	labFlag(cmd, &f.lab)
	cmd.Flags().DurationVar(&f.part.Since, "since", 0, "only lines newer than this, such as 30s")
	cmd.Flags().StringVar(&f.words.Request, "request", "", "only lines of the request with this id")
	cmd.Flags().StringVar(&f.words.Level, "level", "", "only lines of this level and above: "+strings.Join(respond.Levels, ", "))
	cmd.Flags().StringVar(&f.words.Status, "status", "", "only lines of requests with this HTTP status, such as 503, or 404,5xx")
	cmd.Flags().StringVar(&f.words.Grep, "grep", "", "only lines that match this regular expression")
	cmd.Flags().IntVarP(&f.part.Tail, "tail", "n", 0, "only the last lines (with --follow, counted before the other filters)")
	cmd.Flags().BoolVarP(&f.part.Follow, "follow", "f", false, "keep printing new lines until Ctrl-C")
	return cmd
}

func (a *app) logs(ctx context.Context, service string, f logsFlags) (err error) {
	if f.part.Filter, err = f.words.Filter(); err != nil {
		return err
	}
	if f.part.Tail < 0 {
		return usageError{fmt.Sprintf("flag \"--tail\" does not take %d", f.part.Tail), "such as 100"}
	}
	return a.atDesk(ctx, f.lab, func(d *respond.Desk) error { return d.Logs(ctx, service, f.part, a.stdout) })
}
