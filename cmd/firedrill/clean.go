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
	jsonFlag(cmd, &asJSON)
	return cmd
}

func (a *app) clean(ctx context.Context, all, asJSON bool) error {
	b, err := a.openAny(ctx)
	if err != nil {
		return err
	}
	defer b.Engine.Close()
	done, err := drill.Clean(ctx, b.Engine, b.Home, all)
	if len(done) == 0 && err == nil && !asJSON {
		_, err = fmt.Fprintln(a.stdout, "nothing to clean up")
		return err
	}
	if perr := a.print(done, asJSON); perr != nil {
		return perr
	}
	return err
}
