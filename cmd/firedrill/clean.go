package main

import (
	"context"
	"fmt"

	"firedrill/internal/drill"

	"github.com/spf13/cobra"
)

func (a *app) cleanCommand() *cobra.Command {
	var all, asJSON bool
	cmd := &cobra.Command{Use: "clean", GroupID: "lab", Short: "Take back whatever runs that died have left", Args: args(0, 0, ""),
		Long: "Undoes what the journals of dead runs tell of, and removes what carries our labels and belongs to no living run.\n" +
			"Runs in progress, and labs that \"firedrill up\" left up on purpose, stay. It may be run at any time, and again.",
		RunE: func(cmd *cobra.Command, _ []string) error { return a.clean(cmd.Context(), all, asJSON) }}
	cmd.Flags().BoolVar(&all, "all", false, "remove the labs that \"firedrill up\" left up as well")
	cmd.Flags().BoolVar(&asJSON, "json", false, "print JSON")
	return cmd
}

func (a *app) clean(ctx context.Context, all, asJSON bool) error {
	b, err := a.openAny(ctx)
	if err != nil {
		return err
	}
	defer b.engine.Close()
	done, err := drill.Clean(ctx, b.engine, b.home, all)
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
