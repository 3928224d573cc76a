package main

import (
	"context"
	"fmt"
	"slices"
	"text/tabwriter"

	"firedrill/internal/drill"
	"firedrill/stack"

	"github.com/spf13/cobra"
)

func (a *app) statusCommand() *cobra.Command {
	var lab string
	var asJSON bool
	cmd := &cobra.Command{Use: "status", GroupID: "lab", Short: "Show running labs and active faults", Args: args(0, 0, ""),
		RunE: func(cmd *cobra.Command, _ []string) error { return a.status(cmd.Context(), lab, asJSON) }}
	cmd.Flags().StringVar(&lab, "lab", "", "only this lab (default: $"+instanceVariable+", else all)")
	cmd.Flags().BoolVar(&asJSON, "json", false, "print JSON")
	return cmd
}

// statusAnswer is what `status --json` says.
type statusAnswer struct {
	Engine string          `json:"engine"`
	Labs   []stack.Found   `json:"labs"`
	Faults []drill.InForce `json:"faults"`
}

func (a *app) status(ctx context.Context, lab string, asJSON bool) error {
	b, err := a.openAny(ctx)
	if err != nil {
		return err
	}
	defer b.Engine.Close()
	answer := statusAnswer{Engine: b.Engine.Host(), Labs: []stack.Found{}, Faults: []drill.InForce{}}
	labs, err := stack.Labs(ctx, b.Engine)
	if err != nil {
		return err
	}
	for _, l := range labs {
		l.Members = l.Instances()
		answer.Labs = append(answer.Labs, l)
	}
	faults, err := b.Home.InForce()
	if err != nil {
		return err
	}
	answer.Faults = append(answer.Faults, faults...)
	if lab = first(lab, a.getenv(instanceVariable)); lab != "" {
		answer.Labs = slices.DeleteFunc(answer.Labs, func(f stack.Found) bool { return f.Instance != lab })
		answer.Faults = slices.DeleteFunc(answer.Faults, func(f drill.InForce) bool { return f.Instance != lab })
	}
	if asJSON {
		return printJSON(a.stdout, answer)
	}
	return a.printStatus(answer)
}

func (a *app) printStatus(s statusAnswer) error {
	if len(s.Labs) == 0 {
		fmt.Fprintln(a.stdout, "no lab is up")
	}
	w := tabwriter.NewWriter(a.stdout, 0, 0, 2, ' ', 0)
	for _, l := range s.Labs {
		for _, m := range l.Members {
			fmt.Fprintf(w, "%s\t%s\t%s\t%s\n", l.Instance, m.Service, m.Status, m.Image)
		}
	}
	if err := w.Flush(); err != nil {
		return err
	}
	for _, f := range s.Faults {
		fmt.Fprintln(a.stdout, f)
	}
	return nil
}
