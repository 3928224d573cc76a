package main

import (
	"context"
	"errors"
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
	cmd := &cobra.Command{Use: "limits SERVICE", GroupID: "respond", Short: "Show or change a service's resource limits", Args: args(1, 1, "a service"),
		Example: "  firedrill limits postgres\n  firedrill limits postgres --cpus 2 --memory 384MB",
		RunE: func(cmd *cobra.Command, given []string) error {
			return a.limits(cmd.Context(), given[0], f, cmd.Flags().Changed)
		}}
	labFlag(cmd, &f.lab)
	cmd.Flags().Float64Var(&f.to.CPUs, "cpus", 0, "processors")
	cmd.Flags().StringVar(&f.memory, "memory", "", "memory, such as 256MB")
	cmd.Flags().Int64Var(&f.to.Pids, "pids", 0, "processes and threads")
	cmd.Flags().BoolVar(&f.original, "original", false, "restore the limits the lab started with")
	cmd.Flags().BoolVar(&f.json, "json", false, "print JSON")
	return cmd
}

func (a *app) limits(ctx context.Context, service string, f limitFlags, given func(flag string) bool) error {
	if err := f.read(given); err != nil {
		return err
	}
	var all []respond.Limits
	err := a.onServices(ctx, f.lab, service, func(d *respond.Desk, service string) error {
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
		all = append(all, l)
		if f.json {
			return nil
		}
		return a.printLimits(l)
	})
	if f.json && len(all) > 0 {
		err = errors.Join(err, printEach(a.stdout, all))
	}
	return err
}

// read reads the memory, and says what can't be meant.
func (f *limitFlags) read(given func(flag string) bool) error {
	if given("memory") {
		n, err := quantity.Size(f.memory)
		if err != nil {
			return usageError{fmt.Sprintf("flag \"--memory\" does not take %q", f.memory), "such as 256MB"}
		}
		f.to.Memory = n
	}
	switch {
	case given("cpus") && !(f.to.CPUs >= respond.LeastCPUs && f.to.CPUs <= 1024): // which is not so of NaN
		return usageError{fmt.Sprintf("flag \"--cpus\" does not take \"%g\": from %g to the processors of the engine", f.to.CPUs, respond.LeastCPUs), "such as --cpus 2"}
	case given("memory") && f.to.Memory < respond.LeastMemory:
		return usageError{fmt.Sprintf("flag \"--memory\" does not take %q: at least 6MiB", f.memory), "such as --memory 256MB"}
	case given("pids") && f.to.Pids < 1:
		return usageError{fmt.Sprintf("flag \"--pids\" does not take \"%d\": at least 1", f.to.Pids), "such as --pids 64"}
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
