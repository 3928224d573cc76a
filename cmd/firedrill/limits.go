package main

import (
	"context"
	"fmt"
	"text/tabwriter"

	"firedrill/chaos"
	"firedrill/internal/quantity"
	"firedrill/internal/respond"

	"github.com/spf13/cobra"
)

// limitFlags are the limits that are asked for.
type limitFlags struct {
	lab      string
	memory   string
	to       chaos.Limits
	original bool
	json     bool
}

func (a *app) limitsCommand() *cobra.Command {
	var f limitFlags
	cmd := &cobra.Command{Use: "limits SERVICE", GroupID: "respond", Short: "Show what a service may use, or change it", Args: args(1, 1, "a service"),
		Example: "  firedrill limits postgres\n  firedrill limits postgres --cpus 2 --memory 384MB",
		RunE:    func(cmd *cobra.Command, given []string) error { return a.limits(cmd.Context(), given[0], f) }}
	labFlag(cmd, &f.lab)
	cmd.Flags().Float64Var(&f.to.CPUs, "cpus", 0, "processors")
	cmd.Flags().StringVar(&f.memory, "memory", "", "memory, such as 256MB")
	cmd.Flags().Int64Var(&f.to.Pids, "pids", 0, "processes and threads")
	cmd.Flags().BoolVar(&f.original, "original", false, "what the lab first gave it")
	cmd.Flags().BoolVar(&f.json, "json", false, "print them as JSON")
	return cmd
}

func (a *app) limits(ctx context.Context, service string, f limitFlags) error {
	if err := f.read(); err != nil {
		return err
	}
	return a.onServices(ctx, f.lab, service, func(d *respond.Desk, service string) error {
		var err error
		switch {
		case f.original:
			err = d.Unlimit(ctx, service)
		case f.to != chaos.Limits{}:
			err = d.Limit(ctx, service, f.to)
		}
		if err != nil {
			return err
		}
		l, err := d.Limits(ctx, service)
		if err != nil {
			return err
		}
		if f.json {
			return printJSON(a.stdout, l)
		}
		return a.printLimits(l)
	})
}

// read reads the memory, and says what can't be meant.
func (f *limitFlags) read() error {
	if f.memory != "" {
		n, err := quantity.Size(f.memory)
		if err != nil {
			return usageError{fmt.Sprintf("flag \"--memory\" does not take %q", f.memory), "such as 256MB"}
		}
		f.to.Memory = n
	}
	if f.to.CPUs < 0 || f.to.Memory < 0 || f.to.Pids < 0 {
		return usageError{"a limit is not below 0", "such as --cpus 2"}
	}
	return nil
}

func (a *app) printLimits(l respond.Limits) error {
	w := tabwriter.NewWriter(a.stdout, 0, 0, 2, ' ', 0)
	fmt.Fprintf(w, "%s\theld to\tuses\tat first\n", l.Service)
	fmt.Fprintf(w, "cpus\t%g\t\t%g\n", l.Held.CPUs, l.Own.CPUs)
	fmt.Fprintf(w, "memory\t%s\t%s\t%s\n", megabytes(l.Held.Memory), megabytes(l.Memory), megabytes(l.Own.Memory))
	fmt.Fprintf(w, "pids\t%d\t%d\t%d\n", l.Held.Pids, l.Pids, l.Own.Pids)
	return w.Flush()
}

func megabytes(n int64) string { return fmt.Sprintf("%.1f MB", float64(n)/1e6) }
