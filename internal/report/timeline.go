package report

import (
	"fmt"
	"strings"

	"firedrill/internal/grade"
	"firedrill/internal/quantity"
	"firedrill/internal/record"
	"firedrill/internal/signals"
)

// column is one step of the timeline: a second, or several if the drill is longer than the terminal is wide.
type column struct {
	start          int64 // µs
	seconds        float64
	scheduled, bad int64
	p95            float64 // maximum of its seconds, ms
	phase          string
}

// bars are columns with a height of 0 to 8 eighths.
var bars = []rune(" ▁▂▃▄▅▆▇█")

// timeline draws rate, errors and p95 per second, and marks the time under fault.
func (p *page) timeline(w *signals.Windows) {
	const label, scale = 9, 12
	cols := columns(w, max(10, p.width-label-scale-2))
	if len(cols) == 0 {
		return
	}
	each := "one column a second"
	if cols[0].seconds > 1.5 {
		each = fmt.Sprintf("one column for %.0f seconds", cols[0].seconds)
	}
	p.heading("Timeline", each)
	rate := func(c *column) float64 { return float64(c.scheduled) / c.seconds }
	errors := func(c *column) float64 {
		if c.scheduled == 0 {
			return 0
		}
		return float64(c.bad) / float64(c.scheduled)
	}
	p95 := func(c *column) float64 { return c.p95 }
	p.row("rate", normal, cols, rate, func(top float64) string { return quantity.RoundedText(top, 0) + "/s" })
	p.row("failed", red, cols, errors, grade.Percent)
	p.row("p95", yellow, cols, p95, func(top float64) string { return millis(&top) })
	p.line("  ", left("phase", label-2), names(cols))
	p.line("  ", left("fault", label-2), p.paint(red, marks(cols, w.Faults)))
}

// row draws one signal, scaled to its maximum, and states the maximum.
func (p *page) row(name string, s style, cols []column, of func(*column) float64, text func(float64) string) {
	top := 0.0
	for i := range cols {
		top = max(top, of(&cols[i]))
	}
	var b strings.Builder
	for i := range cols {
		v, k := of(&cols[i]), 0
		if v > 0 {
			k = 1 + int(v/top*float64(len(bars)-2)+0.5)
		}
		b.WriteRune(bars[min(k, len(bars)-1)])
	}
	p.line("  ", left(name, 7), p.paint(s, b.String()), p.paint(faint, "  max "+text(top)))
}

// columns groups the seconds of all phases into at most this many columns. No column spans two phases.
func columns(w *signals.Windows, most int) []column {
	each := perColumn(w, most)
	var cols []column
	for _, ph := range w.Phases {
		for i := 0; i < len(ph.Seconds); i += each {
			c := gather(ph, i, min(i+each, len(ph.Seconds)))
			if c.seconds >= 0.5 || i == 0 {
				cols = append(cols, c)
			}
		}
	}
	return cols
}

// perColumn returns the number of seconds per column so that the drill fits into about this many columns.
func perColumn(w *signals.Windows, most int) int {
	var whole float64
	for _, ph := range w.Phases {
		whole += ph.Length()
	}
	each := 1
	for whole/float64(each)+float64(len(w.Phases)) > float64(most) && each < 1<<20 {
		each++
	}
	return each
}

func gather(ph *signals.Phase, from, to int) column {
	c := column{phase: ph.Name, start: ph.Start + int64(from)*1e6}
	c.seconds = max(0.001, min(float64(to-from), ph.Length()-float64(from)))
	for i := from; i < to; i++ {
		s := &ph.Seconds[i]
		c.scheduled += s.Scheduled
		c.bad += s.Failed + s.Dropped
		if v, ok := s.P95(); ok {
			c.p95 = max(c.p95, v)
		}
	}
	return c
}

// names writes each phase's name below its first columns, as far as there is room.
func names(cols []column) string {
	var b strings.Builder
	for i := 0; i < len(cols); {
		n := i
		for n < len(cols) && cols[n].phase == cols[i].phase {
			n++
		}
		b.WriteString(left(cut("|"+cols[i].phase, n-i), n-i))
		i = n
	}
	return b.String()
}

// marks draws a line below each column in which a fault acted.
func marks(cols []column, faults []signals.Fault) string {
	var b strings.Builder
	for _, c := range cols {
		mark := byte(' ')
		end := c.start + int64(c.seconds*1e6)
		for _, f := range faults {
			if f.Injected != record.Absent && f.Injected < end && (f.Reverted == record.Absent || f.Reverted > c.start) {
				mark = '^'
			}
		}
		b.WriteByte(mark)
	}
	return b.String()
}
