package report

import (
	"fmt"
	"math"
	"regexp"
	"slices"
	"strings"

	"firedrill/internal/plain"
	"firedrill/internal/quantity"
	"firedrill/internal/record"
	"firedrill/internal/report/chart"
	"firedrill/internal/signals"
)

// curve is one line of a usage chart.
type curve struct {
	class, text string
	values      []float64
}

// styled matches the services with a colour and a stroke of their own in page.css.
var styled = regexp.MustCompile(`^(nginx|shop-[1-9]|redis|postgres)$`)

// serviceClass returns the class with the colour and stroke of a service, the same in every chart.
func serviceClass(service string) string {
	if styled.MatchString(service) {
		return "s-" + service
	}
	return "s-other"
}

// shares returns a gauge of all services as parts of their limits.
func shares(g *signals.Gauges, name string) []curve {
	var all []curve
	for _, one := range g.Named(name) {
		if values := one.Shares(); slices.ContainsFunc(values, func(v float64) bool { return !math.IsNaN(v) }) {
			all = append(all, curve{serviceClass(one.Service), plain.Masked(one.Service), values})
		}
	}
	return all
}

// wanted selects a gauge of a service to be drawn in its own unit.
type wanted struct {
	gauge, service string // "shop" stands for all its replicas
	class          string // "" for the service's own
	sparse         bool   // draw it only if it was ever above 0
}

// levels returns those of the wanted gauges that the record has.
func levels(g *signals.Gauges, all ...wanted) []curve {
	var out []curve
	for _, w := range all {
		for _, one := range g.Named(w.gauge) {
			ours := one.Service == w.service || w.service == "shop" && strings.HasPrefix(one.Service, "shop-")
			if !ours || w.sparse && !slices.ContainsFunc(one.Values, func(v float64) bool { return v > 0 }) {
				continue
			}
			c := curve{class: w.class, text: gaugeName(one.Name), values: one.Values}
			if c.class == "" {
				c.class, c.text = serviceClass(one.Service), plain.Masked(one.Service)+" "+c.text
			}
			out = append(out, c)
		}
	}
	return out
}

// usageFigures returns the small charts of resource usage.
func usageFigures(base chart.Frame, w *signals.Windows, all []moment) []figure {
	g := w.Gauges
	if g == nil {
		return nil
	}
	base.Half = true
	share := chart.Lines{Most: 1, Full: signals.AtLimit, Text: wholePercent}
	level := chart.Lines{Text: chart.Count}
	rate := chart.Lines{Top: 1, Text: wholePercent}
	var out []figure
	for _, small := range []struct {
		figure
		lines  chart.Lines
		curves []curve
	}{
		{figure{ID: "cpu", Title: "CPU", Caption: "Processor time in use, of each container's limit."}, share, shares(g, record.GaugeCPU)},
		{figure{ID: "memory", Title: "Memory", Caption: "In use, of each container's limit."}, share, shares(g, record.GaugeMemory)},
		{figure{ID: "pool", Title: "Database pool", Caption: "Connections that requests hold, of the app's pool."}, share, shares(g, record.GaugePool)},
		{figure{ID: "sessions", Title: "Database sessions", Caption: "What Postgres' clients do there."}, level, levels(g,
			wanted{gauge: record.GaugeConnections, service: "postgres", class: "d-all"}, wanted{gauge: record.GaugeActive, service: "postgres", class: "d-active"},
			wanted{record.GaugeLockWaits, "postgres", "d-locks", true}, wanted{record.GaugeIdleInTx, "postgres", "d-idle", true})},
		{figure{ID: "flight", Title: "Connections, and requests in flight", Caption: "How many users wait at the door, and how many inside."}, level,
			levels(g, wanted{gauge: record.GaugeConnections, service: "nginx"}, wanted{gauge: record.GaugeInFlight, service: "shop"})},
		{figure{ID: "hits", Title: "Cache hit rate", Caption: "Lookups in Redis that found something."}, rate,
			levels(g, wanted{gauge: record.GaugeHitRate, service: "redis"})},
		{figure{ID: "machine", Title: "This machine", Caption: "Processors in use by anything, and the part of each second in which the client stood still."}, level,
			levels(g, wanted{gauge: record.GaugeBusyCores, service: record.Machine, class: "d-all"}, wanted{record.GaugeStalled, record.Machine, "d-locks", true})},
	} {
		if len(small.curves) > 0 {
			out = append(out, small.of(base, g, small.lines, small.curves, all))
		}
	}
	return out
}

func wholePercent(v float64) string { return quantity.RoundedText(100*v, 1) + "%" }

// of draws a figure of curves.
func (f figure) of(base chart.Frame, g *signals.Gauges, lines chart.Lines, curves []curve, all []moment) figure {
	for i := range all {
		lines.Columns.Spans = append(lines.Columns.Spans, chart.Span{From: all[i].From, To: all[i].To,
			Text: fmt.Sprintf("%s to %s, %s", chart.Seconds(all[i].From), chart.Seconds(all[i].To), all[i].Phase)})
	}
	seen := map[string]bool{}
	for _, c := range curves {
		line := chart.Line{Class: c.class}
		for i := range all {
			v := g.Between(c.values, all[i].From, all[i].To)
			line.Values = append(line.Values, v)
			if !math.IsNaN(v) {
				lines.Columns.Spans[i].Text += "; " + c.text + " " + lines.Text(v)
			}
		}
		lines.Lines = append(lines.Lines, line)
		if !seen[c.class+c.text] {
			seen[c.class+c.text] = true
			f.Legend = append(f.Legend, key{c.class, c.text, true})
		}
	}
	return f.draw(base, lines.Draw)
}
