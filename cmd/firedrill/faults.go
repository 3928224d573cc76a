package main

import (
	"context"

	"firedrill/chaos/catalogue"
	"firedrill/internal/kinds"

	"github.com/spf13/cobra"
)

func (a *app) faultsCommand() *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{Use: "faults [KIND]", GroupID: "library", Short: "List the kinds of fault, or show the manual of one", Args: args(0, 1, ""),
		Long: "Lists the kinds of fault, or shows the manual of one. --json also tells which kinds the engine supports; each is tried on a container.",
		ValidArgsFunction: func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
			return catalogue.All().Kinds(), cobra.ShellCompDirectiveNoFileComp
		},
		RunE: func(cmd *cobra.Command, given []string) error {
			if len(given) == 1 {
				return a.fault(cmd.Context(), given[0], asJSON)
			}
			return a.faults(cmd.Context(), asJSON)
		}}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print JSON, including which kinds the engine supports")
	return cmd
}

func (a *app) faults(ctx context.Context, asJSON bool) error {
	all, err := kinds.All()
	switch {
	case err != nil:
		return err
	case !asJSON:
		return kinds.Table(a.stdout, all)
	}
	return a.withSupport(ctx, func(s kinds.Support) any { return kinds.Entries(ctx, all, s) })
}

func (a *app) fault(ctx context.Context, kind string, asJSON bool) error {
	page, err := kinds.PageOf(kind)
	switch {
	case err != nil:
		return err
	case !asJSON:
		return page.Text(a.stdout)
	}
	return a.withSupport(ctx, func(s kinds.Support) any { return page.Entry(ctx, s) })
}

// withSupport prints, as JSON, what depends on the engine. Without an engine, its support is unknown, which is no error.
func (a *app) withSupport(ctx context.Context, describe func(kinds.Support) any) error {
	r, err := a.runner()
	if isUsage(err) {
		return err
	}
	var b *bench
	if err == nil {
		b, err = r.Open(ctx, r.Settings.Engine)
	}
	if err != nil {
		return printJSON(a.stdout, describe(kinds.Unknown(err)))
	}
	defer b.Engine.Close()
	return printJSON(a.stdout, describe(kinds.On(ctx, b.Engine, b.RunID)))
}
