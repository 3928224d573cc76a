package chart

// Span is a time range in seconds since the drill's start.
type Span struct {
	From, To float64
	Text     string
}

// Frame holds what the time charts share, so that a second has the same position in all of them.
type Frame struct {
	ID          string // unique in the page; letters, digits and "-"
	Title, Desc string
	Narrow      bool    // for a phone: fewer pixels, the same font size
	Half        bool    // half width, beside another chart; on a phone they are stacked
	From, To    float64 // seconds
	Phases      []Span
	Faults      []Span // time ranges of active faults: shaded
}

// Columns are the time steps of a chart.
type Columns struct {
	Spans []Span // the text of a span is its tooltip
}

// plot is a frame in the course of drawing.
type plot struct {
	svg
	f                        *Frame
	left, right, top, bottom float64 // edges of the plotting area
}

// Sizes of a chart, in pixels.
const (
	wideWidth, halfWidth, narrowWidth = 960, 470, 400
	wideLeft, narrowLeft              = 58, 52
	headRoom, footRoom                = 38, 24
)

// newPlot draws the frame with its phases and the shaded faults. Height is that of the plotting area.
func newPlot(f *Frame, height float64) *plot {
	p := &plot{f: f, left: wideLeft, right: wideWidth - 8, top: headRoom, bottom: headRoom + height}
	switch {
	case f.Narrow:
		p.left, p.right = narrowLeft, narrowWidth-4
	case f.Half:
		p.left, p.right = narrowLeft, halfWidth-8
	}
	p.begin(f.ID, f.Title, f.Desc, p.right+map[bool]float64{true: 4, false: 8}[f.Narrow], p.bottom+footRoom)
	for _, s := range f.Faults {
		p.rect("shade", box{p.x(s.From), p.top - 18, p.x(s.To) - p.x(s.From), height + 18}, "")
	}
	p.phases()
	p.edges()
	p.times()
	return p
}

// x returns the position of a second, limited to the edges of the frame.
func (p *plot) x(second float64) float64 {
	if p.f.To <= p.f.From {
		return p.left
	}
	at := (second - p.f.From) / (p.f.To - p.f.From)
	return p.left + min(1, max(0, at))*(p.right-p.left)
}

func (p *plot) phases() {
	for i, s := range p.f.Phases {
		x := p.x(s.From)
		if i > 0 {
			p.line("phase", x, 4, x, p.bottom)
		}
		p.label("t faint", x+4, 13, fit(s.Text, p.x(s.To)-x-4))
	}
}

// edges marks the first injection and the last revert.
func (p *plot) edges() {
	if len(p.f.Faults) == 0 {
		return
	}
	from, to := p.f.Faults[0].From, p.f.Faults[0].To
	for _, s := range p.f.Faults {
		from, to = min(from, s.From), max(to, s.To)
		p.line("edge", p.x(s.From), p.top-18, p.x(s.From), p.bottom)
		p.line("edge", p.x(s.To), p.top-18, p.x(s.To), p.bottom)
	}
	room := p.x(to) - p.x(from)
	first, last := "injected", "reverted"
	if room > 2*130 {
		first, last = "injected at "+Seconds(from), "reverted at "+Seconds(to)
	}
	if room > letter*float64(len(first)+len(last))+14 {
		p.label("t hot", p.x(from)+4, p.top-6, first)
		p.label("t hot e", p.x(to)-4, p.top-6, last)
	}
}

// times draws the time axis.
func (p *plot) times() {
	p.line("axis", p.left, p.bottom, p.right, p.bottom)
	wanted := 10
	if p.f.Narrow || p.f.Half {
		wanted = 5
	}
	for _, t := range ticks(p.f.From, p.f.To, wanted) {
		x := p.x(t)
		p.line("axis", x, p.bottom, x, p.bottom+4)
		class := "t m"
		if x > p.right-12 {
			class = "t e"
		}
		p.label(class, x, p.bottom+17, Seconds(t))
	}
}

// tips lays an invisible rectangle with a tooltip over each column. A phone has no pointer and gets none.
func (p *plot) tips(c Columns) {
	if p.f.Narrow {
		return
	}
	for _, s := range c.Spans {
		p.rect("tip", box{p.x(s.From), p.top, p.x(s.To) - p.x(s.From), p.bottom - p.top}, s.Text)
	}
}

// scale draws a linear axis from 0 to top and returns the function from values to positions.
func (p *plot) scale(top float64, text func(float64) string) func(float64) float64 {
	at := func(v float64) float64 { return p.bottom - min(1, max(0, v/top))*(p.bottom-p.top) }
	for _, t := range ticks(0, top, 4) {
		p.line("grid", p.left, at(t), p.right, at(t))
		p.label("t e", p.left-6, at(t)+4, text(t))
	}
	return at
}
