package main

import (
	"context"

	"firedrill/internal/drill"
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
	if err := labs.CheckNotUp(ctx, b.Engine, lab.Name); err != nil {
		return err
	}
	started, err := labs.Start(ctx, labs.StartRequest{Engine: b.Engine, Lab: lab, Run: b.RunID, Progress: b.Progress,
		Begin: func(o drill.Owner) (*drill.Session, error) { return b.Session(o, "") }})
	if err != nil {
		return err
	}
	return a.print(started, asJSON)
}
