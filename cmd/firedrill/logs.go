package main

import (
	"context"
	"fmt"
	"regexp"
	"strings"
	"time"

	"firedrill/internal/respond"

	"github.com/spf13/cobra"
)

// logsFlags are the flags of logs.
type logsFlags struct {
	lab    string
	since  time.Duration
	about  string // the id of a request
	level  string
	status string
	grep   string
	tail   int
	follow bool
}

func (a *app) logsCommand() *cobra.Command {
	var f logsFlags
	cmd := &cobra.Command{Use: "logs SERVICE", GroupID: "lab", Short: "Print a service's log", Args: args(1, 1, "a service"),
		RunE: func(cmd *cobra.Command, given []string) error { return a.logs(cmd.Context(), given[0], f) }}
	labFlag(cmd, &f.lab)
	cmd.Flags().DurationVar(&f.since, "since", 0, "only lines newer than this, such as 30s")
	cmd.Flags().StringVar(&f.about, "request", "", "only lines of the request with this id")
	cmd.Flags().StringVar(&f.level, "level", "", "only lines of this level and above: "+strings.Join(respond.Levels, ", "))
	cmd.Flags().StringVar(&f.status, "status", "", "only lines of requests with this HTTP status, such as 503, or 404,5xx")
	cmd.Flags().StringVar(&f.grep, "grep", "", "only lines that match this regular expression")
	cmd.Flags().IntVarP(&f.tail, "tail", "n", 0, "only the last lines (with --follow, counted before the other filters)")
	cmd.Flags().BoolVarP(&f.follow, "follow", "f", false, "keep printing new lines until Ctrl-C")
	return cmd
}

// filter reads the flags that choose lines.
func (f logsFlags) filter() (respond.LogFilter, error) {
	out := respond.LogFilter{Request: f.about, Level: f.level}
	if err := respond.CheckLevel(f.level); err != nil {
		return out, err
	}
	var ok bool
	if out.Status, ok = respond.ParseStatuses(f.status); !ok {
		return out, usageError{fmt.Sprintf("flag \"--status\" does not take %q", f.status), "such as 503, 5xx or 404,5xx"}
	}
	if f.tail < 0 {
		return out, usageError{fmt.Sprintf("flag \"--tail\" does not take %d", f.tail), "such as 100"}
	}
	if f.grep != "" {
		var err error
		if out.Grep, err = regexp.Compile(f.grep); err != nil {
			return out, usageError{fmt.Sprintf("flag \"--grep\" does not take %q: %v", f.grep, err), "such as 'timeout|refused'"}
		}
	}
	return out, nil
}

func (a *app) logs(ctx context.Context, service string, f logsFlags) error {
	filter, err := f.filter()
	if err != nil {
		return err
	}
	return a.atDesk(ctx, f.lab, func(d *respond.Desk) error {
		return d.Logs(ctx, service, respond.LogRequest{Filter: filter, Since: f.since, Tail: f.tail, Follow: f.follow}, a.stdout)
	})
}
