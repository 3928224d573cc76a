package main

import (
	"context"
	"fmt"
	"text/tabwriter"

	"firedrill/internal/runner"
	"firedrill/stack"

	"github.com/spf13/cobra"
)

func (a *app) imagesCommand() *cobra.Command {
	var asJSON bool
	var lab string
	cmd := &cobra.Command{Use: "images", GroupID: "lab", Short: "Pull or build a lab's images", Args: args(0, 0, ""),
		RunE: func(cmd *cobra.Command, _ []string) error { return a.imagesOf(cmd.Context(), lab, asJSON) }}
	cmd.Flags().StringVar(&lab, "lab", "", "the lab (default: "+runner.DefaultLab+")")
	cmd.Flags().BoolVar(&asJSON, "json", false, "print JSON")
	return cmd
}

// imageAnswer is one image of `images --json`.
type imageAnswer struct {
	Service string `json:"service"`
	Ref     string `json:"ref"`
	ID      string `json:"id"`
	From    string `json:"from"` // present, pulled or built
	Why     string `json:"why"`
}

func (a *app) imagesOf(ctx context.Context, lab string, asJSON bool) error {
	b, l, err := a.openFor(ctx, lab, "")
	if err != nil {
		return err
	}
	defer b.Engine.Close()
	_, all, err := stack.Supply(ctx, b.Engine, stack.SupplyRequest{Lab: l, Run: b.RunID, Progress: func(line string) { fmt.Fprintln(a.stderr, line) }})
	if err != nil {
		return err
	}
	answer := make([]imageAnswer, len(all))
	for i, img := range all {
		answer[i] = imageAnswer{img.Service, img.Ref, img.ID, string(img.From), img.Why}
	}
	if asJSON {
		return printJSON(a.stdout, answer)
	}
	w := tabwriter.NewWriter(a.stdout, 0, 0, 2, ' ', 0)
	for _, i := range answer {
		fmt.Fprintf(w, "%s\t%s\t%.19s\t%s\t%s\n", i.Service, i.Ref, i.ID, i.From, i.Why)
	}
	return w.Flush()
}
