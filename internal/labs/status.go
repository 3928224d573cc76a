package labs

import (
	"context"
	"fmt"
	"io"
	"slices"
	"text/tabwriter"

	"firedrill/internal/drill"
	"firedrill/internal/runner"
	"firedrill/stack"
)

// Status lists the running labs and the faults in force on an engine.
type Status struct {
	Engine string          `json:"engine"`
	Labs   []stack.Found   `json:"labs"`
	Faults []drill.InForce `json:"faults"` // not proven gone
}

// StatusOf returns the running labs and the faults in force, of one lab or, for "", of all.
func StatusOf(ctx context.Context, b *runner.Bench, only string) (Status, error) {
	s := Status{Engine: b.Engine.Host(), Labs: []stack.Found{}, Faults: []drill.InForce{}}
	all, err := stack.Labs(ctx, b.Engine)
	if err != nil {
		return s, err
	}
	faults, err := b.Home.InForce()
	if err != nil {
		return s, err
	}
	for _, l := range all {
		l.Members = l.Instances()
		s.Labs = append(s.Labs, l)
	}
	s.Faults = append(s.Faults, faults...)
	if only != "" {
		s.Labs = slices.DeleteFunc(s.Labs, func(f stack.Found) bool { return f.Instance != only })
		s.Faults = slices.DeleteFunc(s.Faults, func(f drill.InForce) bool { return f.Instance != only })
	}
	return s, nil
}

// Text writes one service per line, then one fault per line.
func (s Status) Text(w io.Writer) error {
	if len(s.Labs) == 0 {
		fmt.Fprintln(w, "no lab is up")
	}
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	for _, l := range s.Labs {
		for _, m := range l.Members {
			fmt.Fprintf(t, "%s\t%s\t%s\t%s\n", l.Instance, m.Service, m.Status, m.Image)
		}
	}
	if err := t.Flush(); err != nil {
		return err
	}
	for _, f := range s.Faults {
		if _, err := fmt.Fprintln(w, f); err != nil {
			return err
		}
	}
	return nil
}
