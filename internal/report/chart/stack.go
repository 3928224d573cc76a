package chart

import "strings"

// Layer is one part of a stack, with a value for each column.
type Layer struct {
	Class  string // class in the style sheet
	Values []float64
}

// Stack is a chart of parts that add up, over time. The optional Outline is drawn over it as steps.
type Stack struct {
	Columns Columns
	Layers  []Layer // the lowest first
	Outline []float64
	Text    func(float64) string // formats axis values
	Least   float64              // minimum height of the axis
}

// Draw draws the stack.
func (s Stack) Draw(f Frame) string {
	p := newPlot(&f, 130)
	top := s.Least
	for i := range s.Columns.Spans {
		top = max(top, s.sum(i), value(s.Outline, i))
	}
	at := p.scale(round(top), s.Text)
	base := make([]float64, len(s.Columns.Spans))
	for _, layer := range s.Layers {
		p.path(layer.Class, s.layer(p, layer, base, at))
	}
	if s.Outline != nil {
		p.path("outline", s.steps(p, at))
	}
	p.tips(s.Columns)
	return p.end()
}

// layer returns the path of all of a layer's bars, and raises base by them.
func (s Stack) layer(p *plot, l Layer, base []float64, at func(float64) float64) string {
	var b strings.Builder
	for i, span := range s.Columns.Spans {
		v := value(l.Values, i)
		if v <= 0 {
			continue
		}
		x, w := p.x(span.From)+0.5, p.x(span.To)-p.x(span.From)-1
		bottom, top := at(base[i]), at(base[i]+v)
		base[i] += v
		b.WriteString("M" + num(x) + " " + num(top) + "h" + num(max(w, 0.5)) + "v" + num(bottom-top) + "h" + num(-max(w, 0.5)) + "z")
	}
	return b.String()
}

func (s Stack) steps(p *plot, at func(float64) float64) string {
	var b strings.Builder
	pen := "M"
	for i, span := range s.Columns.Spans {
		b.WriteString(pen + num(p.x(span.From)) + " " + num(at(value(s.Outline, i))) + "H" + num(p.x(span.To)))
		pen = "L"
	}
	return b.String()
}

func (s Stack) sum(i int) float64 {
	all := 0.0
	for _, l := range s.Layers {
		all += value(l.Values, i)
	}
	return all
}

func value(values []float64, i int) float64 {
	if i < len(values) {
		return values[i]
	}
	return 0
}
