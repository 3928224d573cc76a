package main

import (
	"context"
	"fmt"

	"firedrill/internal/drill"

	"github.com/spf13/cobra"
)

func (a *app) cleanCommand() *cobra.Command {
	var all, asJSON bool
	cmd := &cobra.Command{Use: "clean", GroupID: "lab", Short: "Remove what interrupted runs left behind", Args: args(0, 0, ""),
		Long: "Reverts the faults of interrupted runs, and removes their containers, networks and volumes. Runs in progress and labs\n" +
			"started with \"firedrill up\" are kept. It is safe to run at any time.",
		RunE: func(cmd *cobra.Command, _ []string) error { return a.clean(cmd.Context(), all, asJSON) }}
	cmd.Flags().BoolVar(&all, "all", false, "also remove labs started with \"firedrill up\"")
	cmd.Flags().BoolVar(&asJSON, "json", false, "print JSON")
	return cmd
}

func (a *app) clean(ctx context.Context, all, asJSON bool) error {
	b, err := a.openAny(ctx)
	if err != nil {
		return err
	}
	defer b.Engine.Close()
	done, err := drill.Clean(ctx, b.Engine, b.Home, all)
	if asJSON {
		if perr := printJSON(a.stdout, append([]drill.Cleaned{}, done...)); perr != nil {
			return perr
		}
		return err
	}
	for _, c := range done {
		fmt.Fprintf(a.stdout, "%-8s %s", c.Did, c.Run)
		if c.Why != "" {
			fmt.Fprintf(a.stdout, ": %s", c.Why)
		}
		fmt.Fprintln(a.stdout)
	}
	if err == nil && len(done) == 0 {
		fmt.Fprintln(a.stdout, "nothing to clean up")
	}
	return err
}
