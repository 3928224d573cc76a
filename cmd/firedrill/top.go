package main

import (
	"context"
	"fmt"
	"slices"
	"text/tabwriter"

	"firedrill/internal/record"
	"firedrill/internal/respond"
	"firedrill/stack"

	"github.com/spf13/cobra"
)

func (a *app) topCommand() *cobra.Command {
	var lab string
	var asJSON bool
	cmd := &cobra.Command{Use: "top", GroupID: "respond", Short: "Show what the services use, of what they may", Args: args(0, 0, ""),
		RunE: func(cmd *cobra.Command, _ []string) error { return a.top(cmd.Context(), lab, asJSON) }}
	labFlag(cmd, &lab)
	cmd.Flags().BoolVar(&asJSON, "json", false, "print JSON")
	return cmd
}

// gaugeAnswer is one figure of `top --json`.
type gaugeAnswer struct {
	Service string  `json:"service"`
	Name    string  `json:"name"`
	Value   float64 `json:"value"`
	Limit   float64 `json:"limit,omitempty"`
}

func (a *app) top(ctx context.Context, lab string, asJSON bool) error {
	return a.inLab(ctx, lab, func(b *bench, d *respond.Desk, found stack.Found) error {
		in, err := b.joined(ctx)
		if err != nil {
			return err
		}
		gauges, err := d.Top(ctx, in)
		if err != nil {
			return err
		}
		if asJSON {
			out := []gaugeAnswer{}
			for _, g := range gauges {
				out = append(out, gaugeAnswer{g.Service, g.Name, g.Value, g.Limit})
			}
			return printJSON(a.stdout, out)
		}
		return a.printTop(found, gauges)
	})
}

// topColumns are those that more than one kind of service has; the others stand at the end of a line.
var topColumns = []string{record.GaugeCPU, record.GaugeMemory, record.GaugePids, record.GaugeConnections}

func (a *app) printTop(found stack.Found, gauges []record.Gauge) error {
	w := tabwriter.NewWriter(a.stdout, 0, 0, 2, ' ', 0)
	fmt.Fprint(w, "service\tstate\t")
	for _, name := range topColumns {
		fmt.Fprint(w, name, "\t")
	}
	fmt.Fprintln(w)
	for _, m := range found.InPlace() {
		fmt.Fprintf(w, "%s\t%s\t", m.Service, m.Status)
		rest := ""
		for _, name := range topColumns {
			fmt.Fprint(w, gaugeText(gauges, m.Service, name), "\t")
		}
		for _, g := range gauges {
			if g.Service == m.Service && !slices.Contains(topColumns, g.Name) {
				rest += g.Name + " " + gaugeText(gauges, m.Service, g.Name) + "  "
			}
		}
		fmt.Fprintln(w, rest)
	}
	return w.Flush()
}

// gaugeText is a gauge with what it can't pass.
func gaugeText(gauges []record.Gauge, service, name string) string {
	at := slices.IndexFunc(gauges, func(g record.Gauge) bool { return g.Service == service && g.Name == name })
	if at < 0 {
		return "-"
	}
	g := gauges[at]
	write := func(v float64) string { return fmt.Sprintf("%.3g", v) }
	switch name {
	case record.GaugeMemory, record.GaugeData:
		write = func(v float64) string { return megabytes(int64(v)) }
	case record.GaugeCPU:
		write = func(v float64) string { return fmt.Sprintf("%.2f", v) }
	case record.GaugeHitRate:
		return fmt.Sprintf("%.0f%%", 100*g.Value)
	}
	if g.Limit > 0 {
		return write(g.Value) + "/" + write(g.Limit)
	}
	return write(g.Value)
}
