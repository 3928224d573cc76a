package main

import (
	"context"

	"firedrill/internal/labs"

	"github.com/spf13/cobra"
)

func (a *app) upCommand() *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{Use: "up [LAB]", GroupID: "lab", Short: "Start a lab and keep it running", Args: args(0, 1, "a lab"),
		RunE: func(cmd *cobra.Command, given []string) error { return a.up(cmd.Context(), firstOf(given), asJSON) }}
	jsonFlag(cmd, &asJSON)
	return cmd
}

func (a *app) up(ctx context.Context, name string, asJSON bool) error {
	b, lab, err := a.openFor(ctx, name, "")
	if err != nil {
		return err
	}
	defer b.Engine.Close()
	started, err := labs.Start(ctx, b, lab)
	if err != nil {
		return err
	}
	return a.print(started, asJSON)
}
