package main

import (
	"context"

	"firedrill/internal/inject"
	"firedrill/internal/labs"

	"github.com/spf13/cobra"
)

func (a *app) injectCommand() *cobra.Command {
	var lab string
	var f inject.Wanted
	cmd := &cobra.Command{Use: "inject KIND", GroupID: "lab", Short: "Inject one fault into a running lab and prove it", Args: args(1, 1, "a kind of fault"),
		Long: "Injects one fault into a running lab and prints its proof.\n\nWith --for, the fault is reverted when the time is up, on Ctrl-C, and also if this\n" +
			"command is killed. Without --for it stays until \"firedrill revert\" or \"firedrill clean\".",
		RunE: func(cmd *cobra.Command, given []string) error {
			f.Kind = given[0]
			return a.inject(cmd.Context(), lab, f)
		}}
	labFlag(cmd, &lab)
	cmd.Flags().StringVar(&f.On, "on", "", "target: an instance, a service or a role")
	cmd.Flags().StringArrayVar(&f.Set, "set", nil, "parameter, name=value; repeatable")
	cmd.Flags().DurationVar(&f.Hold, "for", 0, "revert after this time, such as 30s")
	return cmd
}

func (a *app) inject(ctx context.Context, lab string, f inject.Wanted) error {
	fault, err := f.Fault()
	if err != nil {
		return err
	}
	return a.inLab(ctx, lab, func(l *labs.Lab) error {
		return inject.Inject(ctx, inject.Request{Lab: l, Fault: fault, Hold: f.Hold, Out: a.stdout})
	})
}
