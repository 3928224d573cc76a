package main

import (
	"context"
	"errors"
	"fmt"
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
	tail   int
	follow bool
}

func (a *app) logsCommand() *cobra.Command {
	var f logsFlags
	cmd := &cobra.Command{Use: "logs SERVICE", GroupID: "lab", Short: "Print a service's log", Args: args(1, 1, "a service"),
		RunE: func(cmd *cobra.Command, given []string) error { return a.logs(cmd.Context(), given[0], f) }}
	labFlag(cmd, &f.lab)
	cmd.Flags().DurationVar(&f.since, "since", 0, "only the last part, such as 30s")
	cmd.Flags().StringVar(&f.about, "request", "", "only the lines of one request, by its id")
	cmd.Flags().IntVarP(&f.tail, "tail", "n", 0, "only the last lines")
	cmd.Flags().BoolVarP(&f.follow, "follow", "f", false, "go on with what comes, until Ctrl-C")
	return cmd
}

func (a *app) logs(ctx context.Context, service string, f logsFlags) error {
	b, err := a.openAny(ctx)
	if err != nil {
		return err
	}
	defer b.engine.Close()
	lab, err := upLab(ctx, b, first(f.lab, a.getenv(instanceVariable)))
	if err != nil {
		return err
	}
	service, err = member(ctx, b, lab, service)
	if err != nil {
		return err
	}
	opts := engine.LogOptions{Tail: f.tail, Follow: f.follow}
	if f.since > 0 {
		opts.Since = time.Now().Add(-f.since)
	}
	id, err := stack.Containers{Engine: b.engine, Instance: lab}.ID(ctx, service)
	if err != nil {
		return fmt.Errorf("read the log of %q: %w", service, err)
	}
	out := &respond.Grep{W: a.stdout, For: f.about}
	return errors.Join(b.engine.Logs(ctx, id, opts, out), out.Close())
}

// member finds a service of a lab that is up. "shop" is its first replica.
func member(ctx context.Context, b *bench, lab, service string) (string, error) {
	labs, err := stack.Labs(ctx, b.engine)
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
