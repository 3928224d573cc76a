package chart

// Lanes is a chart of events over time: one row per lane, with bars on it.
type Lanes struct{ Rows []Row }

// Row is one lane.
type Row struct {
	Name  string
	Bars  []Bar
	Marks []Mark
}

// Bar is a time range on a lane. Its text is written on it if there is room, and is its tooltip.
type Bar struct {
	Span
	Class string
	Thin  bool // drawn as a thin line: idle time
}

// Mark is a point in time on a lane, with its name beside it.
type Mark struct {
	At    float64
	Class string
	Text  string
}

const laneHeight = 26

func (l Lanes) Draw(f Frame) string {
	p := newPlot(&f, float64(len(l.Rows)*laneHeight))
	for i, r := range l.Rows {
		y := p.top + float64(i*laneHeight)
		p.label("t e", p.left-6, y+17, fit(r.Name, p.left-4))
		for _, b := range r.Bars {
			x, w := p.x(b.From), p.x(b.To)-p.x(b.From)
			body := box{x, y + 4, max(w, 1), laneHeight - 8}
			if b.Thin {
				body = box{x + 0.5, y + laneHeight/2 - 2, max(w-1, 1), 4}
			}
			p.rect(b.Class, body, b.Text)
			if b.Class == "act" {
				p.label("t on", x+6, y+17, fit(b.Text, w-8))
			}
		}
		for _, m := range r.Marks {
			p.mark(m, y)
		}
	}
	return p.end()
}

// mark draws a point in time as a diamond, with its name on the side that has room.
func (p *plot) mark(m Mark, y float64) {
	x, mid := p.x(m.At), y+laneHeight/2
	p.path(m.Class, "M"+num(x)+" "+num(mid-7)+"l7 7l-7 7l-7 -7z")
	need := letter*float64(len([]rune(m.Text))) + 12
	switch {
	case x+need < p.right:
		p.label("t", x+11, mid+4, m.Text)
	default:
		p.label("t e", x-11, mid+4, fit(m.Text, x-11-p.left))
	}
}
