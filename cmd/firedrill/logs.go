package main

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"strings"
	"time"

	"firedrill/internal/engine"
	"firedrill/internal/respond"
	"firedrill/internal/source"
	"firedrill/stack"

	"github.com/spf13/cobra"
)

// logsFlags choose a part of a service's log.
type logsFlags struct {
	lab    string
	since  time.Duration
	about  string // a request's id
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
	b, err := a.openAny(ctx)
	if err != nil {
		return err
	}
	defer b.Engine.Close()
	lab, err := upLab(ctx, b, first(f.lab, a.getenv(instanceVariable)))
	if err != nil {
		return err
	}
	service, err = member(ctx, b, lab, service)
	if err != nil {
		return err
	}
	opts := engine.LogOptions{Tail: f.tail, Follow: f.follow}
	out, last := &respond.Grep{W: a.stdout}, &respond.Tail{W: a.stdout, Lines: f.tail}
	if !filter.Any() {
		out.Keep = filter.Keep
		if f.tail > 0 && !f.follow {
			opts.Tail, out.W = 0, last
		}
	}
	if f.since > 0 {
		opts.Since = time.Now().Add(-f.since)
	}
	id, err := stack.Containers{Engine: b.Engine, Instance: lab}.ID(ctx, service)
	if err != nil {
		return fmt.Errorf("read the log of %q: %w", service, err)
	}
	return errors.Join(b.Engine.Logs(ctx, id, opts, out), out.Close(), last.Close())
}

// member finds a service of a lab that is up. "shop" is its first replica.
func member(ctx context.Context, b *bench, lab, service string) (string, error) {
	labs, err := stack.Labs(ctx, b.Engine)
	if err != nil {
		return "", err
	}
	if service == stack.Shop {
		service = stack.ShopName(1)
	}
	var known []string
	for _, l := range labs {
		if l.Instance != lab {
			continue
		}
		for _, m := range l.Members {
			if m.Service == service {
				return service, nil
			}
			known = append(known, m.Service)
		}
	}
	return "", source.Unknown("service", service, known)
}
