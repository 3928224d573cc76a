package report

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"firedrill/internal/grade"
	"firedrill/internal/plain"
	"firedrill/internal/quantity"
	"firedrill/internal/record"
	"firedrill/internal/signals"
)

// gaugeNames are the gauges' names for readers.
var gaugeNames = map[string]string{
	record.GaugeCPU: "CPU", record.GaugeThrottled: "held back by the CPU limit", record.GaugeMemory: "memory", record.GaugePids: "processes and threads",
	record.GaugeConnections: "connections", record.GaugeDropped: "connections dropped", record.GaugeInFlight: "requests in flight",
	record.GaugePool: "database pool", record.GaugePoolWaits: "waits for the pool", record.GaugeGoroutines: "goroutines",
	record.GaugeDBBreaker: "database breaker", record.GaugeCacheBreaker: "cache breaker", record.GaugeData: "data", record.GaugeHitRate: "hit rate",
	record.GaugeEvicted: "evictions", record.GaugeActive: "sessions at work", record.GaugeLockWaits: "sessions waiting for a lock",
	record.GaugeIdleInTx: "sessions idle in a transaction",
	record.GaugeTimerP50: "timer late, median", record.GaugeTimerP99: "timer late, p99", record.GaugeTimerMax: "timer late, most",
	record.GaugeLoopbackP50: "loopback round trip, median", record.GaugeLoopbackP99: "loopback round trip, p99", record.GaugeLoopbackMax: "loopback round trip, most",
	record.GaugeStalled: "client stood still", record.GaugeCores: "processors", record.GaugeBusyCores: "processors in use",
	record.GaugeStealCores: "processors taken by the hypervisor", record.GaugeClientCores: "processors used by the client",
	record.GaugeRunnable: "running or waiting for a processor", record.GaugeRunDelay: "wait for a processor",
	record.GaugePressureCPU: "CPU pressure, some", record.GaugePressureIO: "I/O pressure, some", record.GaugePressureIOFull: "I/O pressure, full",
	record.GaugePressureMemory: "memory pressure, some", record.GaugePressureMemoryFull: "memory pressure, full",
}

func gaugeName(name string) string {
	if known := gaugeNames[name]; known != "" {
		return known
	}
	return plain.Masked(name)
}

// amount formats a gauge's value in its unit.
func amount(name string, v float64) string {
	switch {
	case strings.HasSuffix(name, "_bytes"):
		return quantity.RoundedText(v/(1<<20), 1) + " MiB"
	case strings.HasSuffix(name, "_ms"):
		return quantity.RoundedText(v, 1) + " ms"
	case name == record.GaugeStalled, name == record.GaugeRunDelay:
		return quantity.RoundedText(v, 2) + " s/s"
	case strings.HasPrefix(name, "pressure_"):
		return grade.Percent(v)
	case name == record.GaugeHitRate:
		return grade.Percent(v)
	case name == record.GaugeThrottled:
		return quantity.RoundedText(v, 2) + " s/s"
	case name == record.GaugeCPU:
		return quantity.RoundedText(v, 2)
	case name == record.GaugePoolWaits, name == record.GaugeEvicted, name == record.GaugeDropped:
		return quantity.RoundedText(v, 1) + "/s"
	}
	return quantity.RoundedText(v, 1)
}

// maxFull is the maximum number of exhausted resources that are named.
const maxFull = 5

// full is a resource that reached its limit in a phase.
type full struct {
	*signals.Gauge
	signals.GaugeSeen
}

// fullIn lists the resources at their limit in a phase, the longest exhausted first.
func fullIn(g *signals.Gauges, phase string) []full {
	var all []full
	if g == nil {
		return nil
	}
	for _, one := range g.All {
		if used := one.Phases[phase]; used.Full > 0 {
			all = append(all, full{one, used})
		}
	}
	slices.SortStableFunc(all, func(a, b full) int { return cmp.Compare(b.Full, a.Full) })
	return all
}

// nearest returns the resource that came nearest to its limit in a phase, nil if none has a limit.
func nearest(g *signals.Gauges, phase string) *full {
	var most *full
	for _, one := range g.All {
		if used := one.Phases[phase]; used.Limit > 0 && (most == nil || used.Share > most.Share) {
			most = &full{one, used}
		}
	}
	return most
}

// saturation lists the resources at their limits in the fault phase.
func (p *page) saturation(g *signals.Gauges) {
	if g == nil {
		return
	}
	p.heading("Saturation", "what was at its limit while the fault acted")
	all := fullIn(g, record.PhaseFault)
	for _, f := range all[:min(len(all), maxFull)] {
		p.line("  ", left(cut(plain.Masked(f.Service), 18), 18), "  ", p.paint(red, left(gaugeName(f.Name), 16)), "  ",
			fmt.Sprintf("%s of %s, in %d of %d seconds", amount(f.Name, f.Limit*f.Share), amount(f.Name, f.Limit), f.Full, f.Looks))
	}
	if most := nearest(g, record.PhaseFault); len(all) == 0 && most != nil {
		p.line("  nothing; the nearest was the ", gaugeName(most.Name), " of ", plain.Masked(most.Service), ", at ", grade.Percent(most.Share))
	}
}

// text names the resource, its limit, and how long it was exhausted.
func (f full) text() string {
	return fmt.Sprintf("%s of %s (%s of %s), in %d of %d seconds", gaugeName(f.Name), plain.Masked(f.Service), amount(f.Name, f.Limit*f.Share), amount(f.Name, f.Limit),
		f.Full, f.Looks)
}

// exhausted names the resources at their limits in the fault phase in one sentence.
func exhausted(g *signals.Gauges) string {
	var texts []string
	for _, f := range fullIn(g, record.PhaseFault) {
		texts = append(texts, f.text())
	}
	if len(texts) == 0 {
		return "Nothing was at its limit while the fault acted."
	}
	return "At its limit while the fault acted: " + strings.Join(texts[:min(len(texts), maxFull)], "; ") + "."
}

// usage returns the table of gauges: limit, and usage in each phase.
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
		row := []string{plain.Masked(g.Service), gaugeName(g.Name), limit}
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
