package chart

import (
	"math"
	"strings"
)

// Heat is a heat map of latencies: the number of requests by latency in each time step.
type Heat struct {
	Columns Columns
	Edges   []float64 // ms, ascending; one cell between each two
	Counts  [][]float64
	Lines   []Line
}

// Line is a value for each column, NaN if there is none. Its class is its style.
type Line struct {
	Class  string
	Values []float64
}

// levels is the number of colour levels; class h1 is the faintest.
const levels = 8

// Draw draws the map on a logarithmic axis, with the lines on top.
func (h Heat) Draw(f Frame) string {
	height := 240.0
	if f.Narrow {
		height = 200
	}
	p := newPlot(&f, height)
	low, high := h.used()
	from, to := math.Log10(h.Edges[low]), math.Log10(h.Edges[high])
	at := func(ms float64) float64 {
		k := (math.Log10(max(ms, 1e-6)) - from) / (to - from)
		return p.bottom - min(1, max(0, k))*(p.bottom-p.top)
	}
	for e := math.Ceil(from - 1e-9); e <= to+1e-9; e++ {
		ms := math.Pow(10, e)
		p.line("grid", p.left, at(ms), p.right, at(ms))
		p.label("t e", p.left-6, at(ms)+4, Millis(ms))
	}
	h.cells(p, at, low, high)
	for _, l := range h.Lines {
		p.path("halo", p.through(h.Columns, l.Values, at))
		p.path(l.Class, p.through(h.Columns, l.Values, at))
	}
	p.tips(h.Columns)
	return p.end()
}

// used returns the edges that enclose all counts, at least one decade.
func (h Heat) used() (low, high int) {
	low, high = len(h.Edges)-1, 0
	for _, column := range h.Counts {
		for i, n := range column {
			if n > 0 {
				low, high = min(low, i), max(high, i+1)
			}
		}
	}
	if low >= high {
		low, high = 0, len(h.Edges)-1
	}
	for high < len(h.Edges)-1 && h.Edges[high] < 10*h.Edges[low] {
		high++
	}
	for low > 0 && h.Edges[high] < 10*h.Edges[low] {
		low--
	}
	return low, high
}

// cells draws one path per colour level: a cell then takes only a few bytes, which keeps the page small.
func (h Heat) cells(p *plot, at func(float64) float64, low, high int) {
	most := 0.0
	for _, column := range h.Counts {
		for _, n := range column {
			most = max(most, n)
		}
	}
	var paths [levels + 1]strings.Builder
	for i, s := range h.Columns.Spans {
		x, w := p.x(s.From), p.x(s.To)-p.x(s.From)
		for k := low; k < high && i < len(h.Counts) && k < len(h.Counts[i]); k++ {
			n := h.Counts[i][k]
			if n <= 0 {
				continue
			}
			level := min(levels, max(1, int(math.Ceil(levels*math.Log1p(n)/math.Log1p(most)))))
			top, bottom := at(h.Edges[k+1]), at(h.Edges[k])
			paths[level].WriteString("M" + num(x+0.5) + " " + num(top+0.5) + "h" + num(w-1) + "v" + num(bottom-top-1) + "h" + num(1-w) + "z")
		}
	}
	for level := 1; level <= levels; level++ {
		p.path("h"+num(float64(level)), paths[level].String())
	}
}

// through returns the path of a line through the middles of its columns, with gaps where there is no value.
func (p *plot) through(c Columns, values []float64, at func(float64) float64) string {
	var b strings.Builder
	pen := "M"
	for i, s := range c.Spans {
		if i >= len(values) || math.IsNaN(values[i]) {
			pen = "M"
			continue
		}
		b.WriteString(pen + num((p.x(s.From)+p.x(s.To))/2) + " " + num(at(values[i])))
		pen = "L"
	}
	return b.String()
}
