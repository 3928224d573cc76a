package main

import (
	"context"
	"fmt"
	"slices"
	"text/tabwriter"
	"time"

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
	defer b.engine.Close()
	answer := statusAnswer{Engine: b.engine.Host(), Labs: []stack.Found{}, Faults: []drill.InForce{}}
	labs, err := stack.Labs(ctx, b.engine)
	if err != nil {
		return err
	}
	for _, l := range labs {
		l.Members = l.Instances()
		answer.Labs = append(answer.Labs, l)
	}
	faults, err := b.home.InForce()
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
		fmt.Fprintln(a.stdout, faultLine(f))
	}
	return nil
}

// faultLine is a fault in force as status shows it.
func faultLine(f drill.InForce) string {
	text := fmt.Sprintf("%s: %s on %s of lab %q, since %s (run %s", f.State, f.Kind, f.On, f.Instance, f.Since.Local().Format(time.TimeOnly), f.Run)
	if f.PID != 0 {
		text += fmt.Sprintf(", held by process %d", f.PID)
	}
	if f.Until != nil {
		text += " until " + f.Until.Local().Format(time.TimeOnly)
	}
	text += ")"
	if f.Why != "" {
		text += ": " + f.Why
	}
	return text
}
