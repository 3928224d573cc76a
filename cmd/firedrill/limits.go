package main

import (
	"context"
	"errors"
	"fmt"

	"firedrill/internal/quantity"
	"firedrill/internal/respond"

	"github.com/spf13/cobra"
)

// limitFlags are the flags of limits.
type limitFlags struct {
	lab    string
	memory string
	change respond.LimitsChange
	json   bool
}

func (a *app) limitsCommand() *cobra.Command {
	var f limitFlags
	cmd := &cobra.Command{Use: "limits SERVICE", GroupID: "respond", Short: "Show or change a service's resource limits", Args: args(1, 1, "a service"),
		Example: "  firedrill limits postgres\n  firedrill limits postgres --cpus 2 --memory 384MB",
		RunE: func(cmd *cobra.Command, given []string) error {
			return a.limits(cmd.Context(), given[0], f, cmd.Flags().Changed)
		}}
	labFlag(cmd, &f.lab)
	cmd.Flags().Float64Var(&f.change.To.CPUs, "cpus", 0, "processors")
	cmd.Flags().StringVar(&f.memory, "memory", "", "memory, such as 256MB")
	cmd.Flags().Int64Var(&f.change.To.Pids, "pids", 0, "processes and threads")
	cmd.Flags().BoolVar(&f.change.Original, "original", false, "restore the limits the lab started with")
	jsonFlag(cmd, &f.json)
	return cmd
}

func (a *app) limits(ctx context.Context, service string, f limitFlags, given func(flag string) bool) error {
	if err := f.read(given); err != nil {
		return err
	}
	return a.atDesk(ctx, f.lab, func(d *respond.Desk) error {
		all, err := d.ChangeLimits(ctx, service, f.change)
		return errors.Join(err, printEach(a, all, f.json))
	})
}

// read checks the limits that were typed.
func (f *limitFlags) read(given func(flag string) bool) error {
	if given("memory") {
		n, err := quantity.Size(f.memory)
		if err != nil {
			return usageError{fmt.Sprintf("flag \"--memory\" does not take %q", f.memory), "such as 256MB"}
		}
		f.change.To.Memory = n
	}
	switch {
	case given("cpus") && !(f.change.To.CPUs >= respond.LeastCPUs && f.change.To.CPUs <= 1024): // not true of NaN either
		return usageError{fmt.Sprintf("flag \"--cpus\" does not take \"%g\": from %g to the processors of the engine", f.change.To.CPUs, respond.LeastCPUs), "such as --cpus 2"}
	case given("memory") && f.change.To.Memory < respond.LeastMemory:
		return usageError{fmt.Sprintf("flag \"--memory\" does not take %q: at least 6MiB", f.memory), "such as --memory 256MB"}
	case given("pids") && f.change.To.Pids < 1:
		return usageError{fmt.Sprintf("flag \"--pids\" does not take \"%d\": at least 1", f.change.To.Pids), "such as --pids 64"}
	}
	return nil
}
