package report

import (
	"fmt"
	"maps"
	"slices"

	"firedrill/internal/grade"
	"firedrill/internal/plain"
	"firedrill/internal/quantity"
	"firedrill/internal/signals"
)

// errors lists the errors by class and by the hop that failed the requests, for each phase.
func (p *page) errors(r *grade.Result) {
	classes := errorTable(r, "class", func(c *grade.Counts) map[string]int64 { return c.Errors })
	if len(classes) == 1 {
		return
	}
	p.heading("Errors", "by class, and by the hop that failed the request")
	p.table(classes)
	p.table(failedAt(r))
}

// failedAt returns the table of errors by hop.
func failedAt(r *grade.Result) [][]string {
	return errorTable(r, "failed at", func(c *grade.Counts) map[string]int64 { return c.FailedAt })
}

// errorTable counts errors by a key in each phase. The first row is the header.
func errorTable(r *grade.Result, kind string, of func(*grade.Counts) map[string]int64) [][]string {
	names := map[string]bool{}
	head := []string{kind}
	for i := range r.Phases {
		head = append(head, r.Phases[i].Name)
		for name := range of(&r.Phases[i].Counts) {
			names[name] = true
		}
	}
	rows := [][]string{head}
	for _, name := range slices.Sorted(maps.Keys(names)) {
		row := []string{plain.Masked(name)}
		for i := range r.Phases {
			row = append(row, grade.Thousands(of(&r.Phases[i].Counts)[name]))
		}
		rows = append(rows, row)
	}
	return rows
}

// hops shows where the time went: each hop's share of the total time of a phase, and its median.
func (p *page) hops(r *grade.Result) {
	type cell struct{ hop, phase string }
	cells := map[cell]grade.Hop{}
	var order []string
	for _, h := range r.Hops {
		if !slices.Contains(order, h.Hop) {
			order = append(order, h.Hop)
		}
		cells[cell{h.Hop, h.Phase}] = h
	}
	if len(order) == 0 {
		return
	}
	slices.SortStableFunc(order, func(a, b string) int {
		return slices.Index(signals.HopNames[:], a) - slices.Index(signals.HopNames[:], b)
	})
	p.heading("Where the time went", "share of all time, median")
	rows := [][]string{{"hop"}}
	for _, ph := range r.Phases {
		rows[0] = append(rows[0], ph.Name)
	}
	for _, hop := range order {
		row := []string{hop}
		for _, ph := range r.Phases {
			h, ok := cells[cell{hop, ph.Name}]
			if !ok {
				row = append(row, none)
				continue
			}
			row = append(row, right(grade.Percent(h.Share), 6)+" "+right(millis(h.P50), 7))
		}
		rows = append(rows, row)
	}
	p.table(rows)
}

// faults lists the faults and their proofs.
func (p *page) faults(r *grade.Result) {
	if len(r.Faults) == 0 {
		return
	}
	p.heading("Faults", "")
	for _, f := range r.Faults {
		when := "never injected"
		if f.Injected != nil {
			when = fmt.Sprintf("injected at %s", quantity.RoundedText(f.Injected.Sub(r.Start).Seconds(), 1)+" s")
			if f.Reverted != nil {
				when += fmt.Sprintf(", reverted at %s", quantity.RoundedText(f.Reverted.Sub(r.Start).Seconds(), 1)+" s")
			}
		}
		p.line("  ", plain.Masked(f.ID), " on ", plain.Masked(f.Target), ": ", when)
		for _, l := range looks(&f) {
			p.check(l.what, l.check)
		}
	}
}

func (p *page) check(what string, c *grade.Check) {
	switch {
	case c == nil:
		p.line("    ", p.paint(yellow, left("?", 2)), left(what, 10), p.paint(faint, "nobody looked"))
	case c.OK:
		p.line("    ", p.paint(green, left("✓", 2)), left(what, 10), p.paint(faint, cut(plain.Masked(c.Saw), p.width-16)))
	default:
		p.line("    ", p.paint(red, left("✗", 2)), left(what, 10), cut(plain.Masked(c.Saw), p.width-16))
	}
}

// after shows detection, recovery and the audit of orders.
func (p *page) after(r *grade.Result) {
	p.heading("Afterwards", "")
	detected := "no alert would have rung"
	switch {
	case r.Detection.Seconds != nil && len(r.Faults) == 0:
		detected = fmt.Sprintf("%s into the fault phase (%s burn-rate alert), though nothing was done", seconds(r.Detection.Seconds), *r.Detection.Tier)
	case r.Detection.Seconds != nil:
		detected = fmt.Sprintf("%s after the injection (%s burn-rate alert)", seconds(r.Detection.Seconds), *r.Detection.Tier)
	}
	recovered := "not seen"
	if r.Recovery.Seconds != nil {
		recovered = seconds(r.Recovery.Seconds) + " after the revert"
		if !r.Recovery.Confirmed {
			recovered += ", not yet for ten seconds in a row"
		}
	}
	orders := "not audited"
	if a := r.Audit; a.Acknowledged != nil && a.Lost != nil && a.Doubled != nil {
		orders = fmt.Sprintf("%s confirmed, %s lost, %s doubled", grade.Thousands(int64(*a.Acknowledged)),
			grade.Thousands(int64(*a.Lost)), grade.Thousands(int64(*a.Doubled)))
	}
	p.line("  ", left("detected", 11), detected)
	p.line("  ", left("recovered", 11), recovered)
	p.line("  ", left("orders", 11), orders)
	if h := r.Harness; h.LateFraction != nil && h.DroppedFraction != nil {
		p.line("  ", left("load", 11), fmt.Sprintf("%s sent late, %s dropped in the baseline",
			grade.Percent(*h.LateFraction), grade.Percent(*h.DroppedFraction)))
	}
}

// maxExamples is the maximum number of failed requests shown.
const maxExamples = 6

// failed selects failed requests to look up in the logs: at most this many in total and of each class, those of the
// fault phase first.
func failed(w *signals.Windows, most, each int) []signals.Example {
	all := slices.Clone(w.Examples)
	slices.SortStableFunc(all, func(a, b signals.Example) int { return rank(a.Phase) - rank(b.Phase) })
	var chosen []signals.Example
	perClass := map[string]int{}
	for _, e := range all {
		if len(chosen) == most || perClass[e.Class] == each || e.RequestID == "" {
			continue
		}
		perClass[e.Class]++
		chosen = append(chosen, e)
	}
	return chosen
}

// examples lists some failed requests.
func (p *page) examples(w *signals.Windows) {
	rows := [][]string{{"request id", "route", "class", "took", "at"}}
	for _, e := range failed(w, maxExamples, 2) {
		rows = append(rows, []string{
			cut(plain.Masked(e.RequestID), 36), plain.Masked(e.Route), plain.Masked(e.Class), took(e.Latency),
			quantity.RoundedText(float64(e.Due)/1e6, 1) + " s",
		})
	}
	if len(rows) == 1 {
		return
	}
	p.heading("Failed requests", "look them up by id in the logs")
	p.table(rows)
}

func rank(phase string) int {
	if phase == "fault" {
		return 0
	}
	return 1
}
