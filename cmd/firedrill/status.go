package main

import (
	"context"

	"firedrill/internal/labs"

	"github.com/spf13/cobra"
)

func (a *app) statusCommand() *cobra.Command {
	var lab string
	var asJSON bool
	cmd := &cobra.Command{Use: "status", GroupID: "lab", Short: "Show running labs and active faults", Args: args(0, 0, ""),
		RunE: func(cmd *cobra.Command, _ []string) error { return a.status(cmd.Context(), lab, asJSON) }}
	cmd.Flags().StringVar(&lab, "lab", "", "only this lab (default: $"+instanceVariable+", else all)")
	jsonFlag(cmd, &asJSON)
	return cmd
}

func (a *app) status(ctx context.Context, lab string, asJSON bool) error {
	b, err := a.openAny(ctx)
	if err != nil {
		return err
	}
	defer b.Engine.Close()
	s, err := labs.StatusOf(ctx, b, first(lab, a.getenv(instanceVariable)))
	if err != nil {
		return err
	}
	return a.print(s, asJSON)
}
