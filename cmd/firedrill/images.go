package main

import (
	"context"

	"firedrill/internal/labs"
	"firedrill/internal/runner"

	"github.com/spf13/cobra"
)

func (a *app) imagesCommand() *cobra.Command {
	var asJSON bool
	var lab string
	cmd := &cobra.Command{Use: "images", GroupID: "lab", Short: "Pull or build a lab's images", Args: args(0, 0, ""),
		RunE: func(cmd *cobra.Command, _ []string) error { return a.imagesOf(cmd.Context(), lab, asJSON) }}
	cmd.Flags().StringVar(&lab, "lab", "", "the lab (default: "+runner.DefaultLab+")")
	jsonFlag(cmd, &asJSON)
	return cmd
}

func (a *app) imagesOf(ctx context.Context, lab string, asJSON bool) error {
	b, l, err := a.openFor(ctx, lab, "")
	if err != nil {
		return err
	}
	defer b.Engine.Close()
	all, err := labs.Images(ctx, b, l)
	if err != nil {
		return err
	}
	return a.print(all, asJSON)
}
