package report

import (
	"fmt"
	"maps"
	"slices"

	"firedrill/internal/grade"
	"firedrill/internal/record"
	"firedrill/internal/report/chart"
	"firedrill/internal/signals"
)

// maxMoments is the maximum number of time steps in a chart: more would be thinner than a pixel on a phone.
const maxMoments = 150

// moment is one time step of a chart: a second, or several in a long drill.
type moment struct {
	Phase    string
	From, To float64 // seconds since the drill's start
	signals.Second
}

// moments groups the seconds of all phases into time steps. None spans two phases. A rest of less than half a second at
// a phase's end joins the step before, since a rate over so short a time is meaningless.
func moments(w *signals.Windows) []moment {
	each := perColumn(w, maxMoments)
	var all []moment
	for _, ph := range w.Phases {
		for i := 0; i < len(ph.Seconds); {
			n := min(i+each, len(ph.Seconds))
			if left := ph.Length() - float64(n); n > i && left < 0.5 {
				n = len(ph.Seconds)
			}
			from := float64(ph.Start)/1e6 + float64(i)
			to := float64(ph.Start)/1e6 + float64(n)
			if n == len(ph.Seconds) {
				to = max(from+0.001, float64(ph.End)/1e6)
			}
			all = append(all, moment{ph.Name, from, to, signals.Joined(ph.Seconds[i:n])})
			i = n
		}
	}
	return all
}

// rate converts a count of the moment to a rate per second.
func (m *moment) rate(n int64) float64 { return float64(n) / (m.To - m.From) }

// text describes the moment.
func (m *moment) text() string {
	s := fmt.Sprintf("%s to %s, %s: %s requests, %s failed, %s dropped", chart.Seconds(m.From), chart.Seconds(m.To), m.Phase,
		grade.Thousands(m.Scheduled), grade.Thousands(m.Failed), grade.Thousands(m.Dropped))
	if p95, ok := m.P95(); ok {
		p50, _ := m.P50()
		s += fmt.Sprintf("; p50 %s, p95 %s", millis(&p50), millis(&p95))
	}
	for _, class := range slices.Sorted(maps.Keys(m.Errors)) {
		s += fmt.Sprintf("; %s %s", class, grade.Thousands(m.Errors[class]))
	}
	return s
}

// frame returns the frame that the drill's time charts share.
func frame(w *signals.Windows) chart.Frame {
	var f chart.Frame
	for i, ph := range w.Phases {
		from, to := float64(ph.Start)/1e6, float64(ph.End)/1e6
		if i == 0 {
			f.From = from
		}
		f.To = max(f.To, to)
		f.Phases = append(f.Phases, chart.Span{From: from, To: to, Text: ph.Name})
	}
	for i := range w.Faults {
		if s, acted := acted(&w.Faults[i], f.To); acted {
			f.Faults = append(f.Faults, s)
		}
	}
	return f
}

// acted returns the time range in which a fault was active: until the end of the drill if it was not reverted.
func acted(f *signals.Fault, end float64) (chart.Span, bool) {
	if f.Injected == record.Absent {
		return chart.Span{}, false
	}
	s := chart.Span{From: float64(f.Injected) / 1e6, To: end, Text: f.Kind + " on " + f.Target}
	if f.Reverted != record.Absent {
		s.To = float64(f.Reverted) / 1e6
	}
	return s, true
}

func columnsOf(all []moment) chart.Columns {
	var c chart.Columns
	for i := range all {
		c.Spans = append(c.Spans, chart.Span{From: all[i].From, To: all[i].To, Text: all[i].text()})
	}
	return c
}
