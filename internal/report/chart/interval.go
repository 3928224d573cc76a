package chart

// Interval is a value with its confidence interval and its allowed range.
type Interval struct {
	Class     string // the verdict: pass, fail, inconclusive or invalid
	Words     string // the same in words, for screen readers
	Value     float64
	Low, High float64 // ends of the confidence interval; both equal the value if there is none
	Allowed   *Span   // in the value's unit; nil if unknown
	Most      float64 // maximum possible value, such as 1 for a fraction; 0 if there is none
}

// Draw draws the interval as a small bar on the allowed range.
func (v Interval) Draw() string {
	const width, height = 200, 26
	top := max(v.High, v.Value)
	if v.Allowed != nil {
		top = max(top, v.Allowed.From)
		if v.Allowed.To < 1e300 {
			top = max(top, v.Allowed.To)
		}
	}
	top *= 1.15
	if v.Most > 0 {
		top = min(top, v.Most)
	}
	if !(top > 0) {
		top = 1
	}
	at := func(x float64) float64 { return 7 + min(1, max(0, x/top))*(width-14) }
	var d svg
	d.raw(`<svg class="range `, esc(v.Class), `" viewBox="0 0 200 26" role="img" aria-label="`, esc(v.Words), `"><title>`, esc(v.Words), `</title>`)
	d.line("axis", 7, height/2, width-7, height/2)
	if a := v.Allowed; a != nil {
		from, to := at(a.From), at(min(a.To, top))
		d.rect("allowed", box{from, 4, max(2, to-from), height - 8}, "")
		if a.From > 0 {
			d.line("bound", from, 1, from, height-1)
		}
		if a.To <= top {
			d.line("bound", to, 1, to, height-1)
		}
	}
	if v.High > v.Low {
		d.rect("likely", box{at(v.Low), height/2 - 3, max(2, at(v.High)-at(v.Low)), 6}, "")
	}
	d.circle("value", at(v.Value), height/2, 5)
	return d.end()
}
