package chart

// Split shows the parts of several wholes, one bar for each whole, all of the same length.
type Split struct {
	ID, Title, Desc string
	Narrow          bool
	Bars            []SplitBar
}

// SplitBar is one whole: its name, the text at its end, and its parts.
type SplitBar struct {
	Name, Remark string
	Parts        []Part
}

// Part is one part of a whole.
type Part struct {
	Class string
	Name  string
	Share float64 // 0 to 1
	Tip   string
}

// Draw draws the bars, each below its name.
func (s Split) Draw() string {
	const rowHeight, barHeight = 52, 26
	var d svg
	width := float64(wideWidth)
	if s.Narrow {
		width = narrowWidth
	}
	d.begin(s.ID, s.Title, s.Desc, width, float64(len(s.Bars)*rowHeight))
	for i, bar := range s.Bars {
		y := float64(i * rowHeight)
		d.label("t strong", 0, y+14, bar.Name)
		d.label("t faint e", width, y+14, bar.Remark)
		x := 0.0
		for _, part := range bar.Parts {
			w := max(0, part.Share) * width
			d.rect(part.Class, box{x + 0.5, y + 20, w - 1, barHeight}, part.Tip)
			if name := fit(part.Name, w-8); name != "" {
				d.label("t m on-"+part.Class, x+w/2, y+20+barHeight/2+4, name)
			}
			x += w
		}
	}
	return d.end()
}
