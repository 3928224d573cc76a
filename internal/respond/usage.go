package respond

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"firedrill/internal/record"
)

// usageColumns are the figures that most services have. Other figures are listed below the row.
var usageColumns = []usageColumn{{record.GaugeCPU, "CPU", 11}, {record.GaugeMemory, "MEMORY", 13}, {record.GaugePids, "PIDS", 9}, {record.GaugeConnections, "CONNECTIONS", 12}}

type usageColumn struct {
	name, title string
	width       int
}

// usageWidth is the longest line, in columns.
const usageWidth = 80

// Figure is one figure of a list as JSON.
type Figure struct {
	Service string  `json:"service"`
	Name    string  `json:"name"`
	Value   float64 `json:"value"`
	Limit   float64 `json:"limit,omitempty"`
}

// JSON is the list of figures.
func (u Usage) JSON() any {
	out := []Figure{}
	for _, g := range u.Gauges {
		out = append(out, Figure{g.Service, g.Name, g.Value, g.Limit})
	}
	return out
}

// Text writes a line for each service, and below it the figures that only its kind has.
func (u Usage) Text(w io.Writer) error {
	var b strings.Builder
	row := func(service, state string, cell func(name, title string) string) {
		line := fmt.Sprintf("%-17s %-11s", service, state)
		for _, c := range usageColumns {
			line += fmt.Sprintf(" %-*s", c.width, cell(c.name, c.title))
		}
		b.WriteString(strings.TrimRight(line, " ") + "\n")
	}
	row("SERVICE", "STATE", func(_, title string) string { return title })
	for _, m := range u.Instances {
		row(m.Service, m.Status, func(name, _ string) string { return gaugeText(u.Gauges, m.Service, name) })
		b.WriteString(wrapped(others(u.Gauges, m.Service), usageWidth))
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// others returns a service's figures that have no column.
func others(gauges []record.Gauge, service string) (out []string) {
	for _, g := range gauges {
		column := slices.ContainsFunc(usageColumns, func(c usageColumn) bool { return c.name == g.Name })
		if g.Service == service && !column {
			out = append(out, g.Name+" "+gaugeText(gauges, service, g.Name))
		}
	}
	return out
}

// wrapped formats figures as indented lines of at most this width.
func wrapped(figures []string, width int) string {
	var b strings.Builder
	line := ""
	for _, f := range figures {
		if line != "" && len(line)+2+len(f) > width {
			b.WriteString(line + "\n")
			line = ""
		}
		if line == "" {
			line = "  " + f
		} else {
			line += "  " + f
		}
	}
	if line != "" {
		b.WriteString(line + "\n")
	}
	return b.String()
}

// gaugeText formats a figure, and its limit after a slash. It is "-" if there is no such figure.
func gaugeText(gauges []record.Gauge, service, name string) string {
	at := slices.IndexFunc(gauges, func(g record.Gauge) bool { return g.Service == service && g.Name == name })
	if at < 0 {
		return "-"
	}
	g := gauges[at]
	if name == record.GaugeHitRate {
		return fmt.Sprintf("%.0f%%", 100*g.Value)
	}
	if g.Limit <= 0 {
		return amount(name, g.Value)
	}
	return amount(name, g.Value) + "/" + amount(name, g.Limit)
}

// amount formats a figure in its unit, without an exponent.
func amount(name string, v float64) string {
	switch name {
	case record.GaugeMemory, record.GaugeData:
		return fmt.Sprintf("%.0fMB", v/1e6)
	case record.GaugeCPU, record.GaugeThrottled:
		return fmt.Sprintf("%.2f", v)
	case record.GaugeDropped, record.GaugePoolWaits, record.GaugeEvicted:
		if v > 0 && v < 10 {
			return fmt.Sprintf("%.1f/s", v)
		}
		return fmt.Sprintf("%.0f/s", v)
	}
	return fmt.Sprintf("%.0f", v)
}
