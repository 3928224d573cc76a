package report

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"

	"firedrill/internal/grade"
	"firedrill/internal/record"
	"firedrill/internal/report/chart"
	"firedrill/internal/signals"
)

// gaugeNames are the gauges in a reader's words.
var gaugeNames = map[string]string{
	record.GaugeCPU: "CPU", record.GaugeThrottled: "held back by the CPU limit", record.GaugeMemory: "memory", record.GaugePids: "processes and threads",
	record.GaugeConnections: "connections", record.GaugeDropped: "connections dropped", record.GaugeInFlight: "requests in flight",
	record.GaugePool: "database pool", record.GaugePoolWaits: "waits for the pool", record.GaugeGoroutines: "goroutines",
	record.GaugeDBBreaker: "database breaker", record.GaugeCacheBreaker: "cache breaker", record.GaugeData: "data", record.GaugeHitRate: "hit rate",
	record.GaugeEvicted: "evictions", record.GaugeActive: "sessions at work", record.GaugeLockWaits: "sessions waiting for a lock",
	record.GaugeIdleInTx: "sessions idle in a transaction",
}

func gaugeName(name string) string {
	if known := gaugeNames[name]; known != "" {
		return known
	}
	return clean(name)
}

// amount writes a gauge's value in its unit.
func amount(name string, v float64) string {
	switch {
	case strings.HasSuffix(name, "_bytes"):
		return short(v/(1<<20), 1) + " MiB"
	case name == record.GaugeHitRate:
		return grade.Percent(v)
	case name == record.GaugeThrottled:
		return short(v, 2) + " s/s"
	case name == record.GaugeCPU:
		return short(v, 2)
	case name == record.GaugePoolWaits, name == record.GaugeEvicted, name == record.GaugeDropped:
		return short(v, 1) + "/s"
	}
	return short(v, 1)
}

// maxFull is how many resources are named that were at their limits.
const maxFull = 5

// full is a resource that came to its limit in a phase.
type full struct {
	*signals.Gauge
	signals.GaugeSeen
}

// fullIn lists what was at its limit in a phase, what was so for the longest first.
func fullIn(g *signals.Gauges, phase string) []full {
	var all []full
	if g == nil {
		return nil
	}
	for _, one := range g.All {
		if seen := one.Phases[phase]; seen.Full > 0 {
			all = append(all, full{one, seen})
		}
	}
	slices.SortStableFunc(all, func(a, b full) int { return cmp.Compare(b.GaugeSeen.Full, a.GaugeSeen.Full) })
	return all
}

// nearest is what came the nearest to its limit in a phase, nil if nothing has one.
func nearest(g *signals.Gauges, phase string) *full {
	var most *full
	for _, one := range g.All {
		if seen := one.Phases[phase]; seen.Limit > 0 && (most == nil || seen.Share > most.Share) {
			most = &full{one, seen}
		}
	}
	return most
}

// saturation says what was at its limit while the fault acted.
func (p *page) saturation(g *signals.Gauges) {
	if g == nil {
		return
	}
	p.heading("Saturation", "what was at its limit while the fault acted")
	all := fullIn(g, record.PhaseFault)
	for _, f := range all[:min(len(all), maxFull)] {
		p.line("  ", left(cut(clean(f.Service), 18), 18), "  ", p.paint(red, left(gaugeName(f.Name), 16)), "  ",
			fmt.Sprintf("%s of %s, in %d of %d seconds", amount(f.Name, f.Limit*f.Share), amount(f.Name, f.Limit), f.GaugeSeen.Full, f.Looks))
	}
	if most := nearest(g, record.PhaseFault); len(all) == 0 && most != nil {
		p.line("  nothing; the nearest was the ", gaugeName(most.Name), " of ", clean(most.Service), ", at ", grade.Percent(most.Share))
	}
}

// text says what was full, of how much, and for how long.
func (f full) text() string {
	return fmt.Sprintf("%s of %s (%s of %s), in %d of %d seconds", gaugeName(f.Name), clean(f.Service), amount(f.Name, f.Limit*f.Share), amount(f.Name, f.Limit),
		f.GaugeSeen.Full, f.Looks)
}

// exhausted says in a sentence what was at its limit while the fault acted.
func exhausted(g *signals.Gauges) string {
	var said []string
	for _, f := range fullIn(g, record.PhaseFault) {
		said = append(said, f.text())
	}
	if len(said) == 0 {
		return "Nothing was at its limit while the fault acted."
	}
	return "At its limit while the fault acted: " + strings.Join(said[:min(len(said), maxFull)], "; ") + "."
}

// usage is one gauge as a row of a table: its limit, and what was seen of it in each phase.
func usage(w *signals.Windows) [][]string {
	if w.Gauges == nil {
		return nil
	}
	head := []string{"service", "what", "limit"}
	for _, p := range w.Phases {
		head = append(head, p.Name+": mean", "most")
	}
	rows := [][]string{head}
	for _, g := range w.Gauges.All {
		limit := none
		for _, p := range w.Phases {
			if l := g.Phases[p.Name].Limit; l > 0 && limit == none {
				limit = amount(g.Name, l)
			}
		}
		row := []string{clean(g.Service), gaugeName(g.Name), limit}
		for _, p := range w.Phases {
			if s, ok := g.Phases[p.Name]; ok {
				row = append(row, amount(g.Name, s.Mean), amount(g.Name, s.Max))
			} else {
				row = append(row, none, none)
			}
		}
		rows = append(rows, row)
	}
	return rows
}

// curve is one line of a chart of gauges.
type curve struct {
	class, text string
	values      []float64
}

// serviceClass is a service's colour and stroke, the same in each chart.
func serviceClass(service string) string {
	switch {
	case service == "nginx", service == "shop-1", service == "shop-2", service == "redis", service == "postgres":
		return "s-" + service
	}
	return "s-other"
}

// shares are a gauge of all services that have it, as shares of their limits.
func shares(g *signals.Gauges, name string) []curve {
	var all []curve
	for _, one := range g.Named(name) {
		if values := one.Shares(); slices.ContainsFunc(values, func(v float64) bool { return !math.IsNaN(v) }) {
			all = append(all, curve{serviceClass(one.Service), clean(one.Service), values})
		}
	}
	return all
}

// wanted asks for a gauge of a service to be drawn as it stands.
type wanted struct {
	gauge, service string // "shop" is all replicas of it
	class          string // "" for the service's own
	sparse         bool   // only where it was ever more than nothing
}

// levels are the gauges that the record has of those that are wanted.
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
				c.class, c.text = serviceClass(one.Service), clean(one.Service)+" "+c.text
			}
			out = append(out, c)
		}
	}
	return out
}

// usageFigures are the small charts of what the services used.
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
	} {
		if len(small.curves) > 0 {
			out = append(out, small.figure.of(base, g, small.lines, small.curves, all))
		}
	}
	return out
}

func wholePercent(v float64) string { return short(100*v, 1) + "%" }

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
