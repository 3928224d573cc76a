package chart

import (
	"math"
	"strings"
)

// Lines is a chart of a few lines over time, small enough to stand beside others.
type Lines struct {
	Columns Columns
	Lines   []Line
	Text    func(float64) string // formats axis values
	Top     float64              // end of the axis; 0: above the highest value
	Most    float64              // maximum possible value: the axis ends there if it reaches at least half of it
	Full    float64              // columns with a value of at least this are marked; 0 marks none
}

// fullHeight is the height of the mark of a full column.
const fullHeight = 5

// Draw draws the lines.
func (l Lines) Draw(f Frame) string {
	p := newPlot(&f, 96)
	top := l.Top
	if top == 0 {
		top = round(l.highest() * 1.05)
		if l.Most > 0 && top >= l.Most/2 {
			top = l.Most
		}
	}
	at := p.scale(top, l.Text)
	if l.Full > 0 {
		p.path("full", l.full(p))
	}
	for _, line := range l.Lines {
		p.path(line.Class, l.through(p, line.Values, at))
	}
	p.tips(l.Columns)
	return p.end()
}

func (l Lines) highest() float64 {
	top := 0.0
	for _, line := range l.Lines {
		for _, v := range line.Values {
			if v > top { // false for NaN
				top = v
			}
		}
	}
	return top
}

// full returns the path of a band along the upper edge, over the columns with a full resource.
func (l Lines) full(p *plot) string {
	var b strings.Builder
	for i, s := range l.Columns.Spans {
		for _, line := range l.Lines {
			if i < len(line.Values) && line.Values[i] >= l.Full {
				w := p.x(s.To) - p.x(s.From)
				b.WriteString("M" + num(p.x(s.From)) + " " + num(p.top) + "h" + num(w) + "v" + num(fullHeight) + "h" + num(-w) + "z")
				break
			}
		}
	}
	return b.String()
}

// through returns the path of a line, with gaps where there is no value; a value between two gaps is a dot.
func (l Lines) through(p *plot, values []float64, at func(float64) float64) string {
	var b strings.Builder
	known := func(i int) bool { return i >= 0 && i < len(values) && !math.IsNaN(values[i]) }
	for i, s := range l.Columns.Spans {
		if !known(i) {
			continue
		}
		pen, dot := "L", ""
		if !known(i - 1) {
			pen = "M"
			if !known(i + 1) {
				dot = "h0"
			}
		}
		b.WriteString(pen + num((p.x(s.From)+p.x(s.To))/2) + " " + num(at(values[i])) + dot)
	}
	return b.String()
}
