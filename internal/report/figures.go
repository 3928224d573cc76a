package report

import (
	"fmt"
	"html/template"
	"math"

	"firedrill/internal/grade"
	"firedrill/internal/report/chart"
	"firedrill/internal/signals"
)

// figure is one chart of the page in two versions: for a wide page, and for a phone. The style sheet shows one of them.
type figure struct {
	ID, Title, Caption string
	Wide, Narrow       template.HTML
	Legend             []key
}

// key explains one colour of a chart.
type key struct {
	Class, Text string
	Line        bool
}

// draw draws both versions of the figure. Texts of the record are escaped by package chart.
func (f figure) draw(base chart.Frame, by func(chart.Frame) string) figure {
	base.Title, base.Desc = f.Title, f.Caption
	base.ID = f.ID
	f.Wide = template.HTML(by(base)) // written by package chart, which escapes all text
	base.ID, base.Narrow = f.ID+"-n", true
	f.Narrow = template.HTML(by(base)) // written by package chart, which escapes all text
	return f
}

// heatEdges are the bin edges of a heat map in ms, from 0.1 ms to 100 s, six per decade. Finer bins would show the bins
// of the per-second latency histograms.
var heatEdges = func() []float64 {
	var edges []float64
	for i := 0; i <= 6*6; i++ {
		edges = append(edges, 0.1*math.Pow(10, float64(i)/6))
	}
	return edges
}()

func latencyFigure(base chart.Frame, all []moment) figure {
	h := chart.Heat{Columns: columnsOf(all), Edges: heatEdges}
	p50, p95 := chart.Line{Class: "p50"}, chart.Line{Class: "p95"}
	for i := range all {
		var cells []float64
		for _, n := range all[i].Spread(heatEdges) {
			cells = append(cells, all[i].rate(n))
		}
		h.Counts = append(h.Counts, cells)
		p50.Values = append(p50.Values, known(all[i].P50()))
		p95.Values = append(p95.Values, known(all[i].P95()))
	}
	h.Lines = []chart.Line{p95, p50}
	return figure{ID: "latency", Title: "Latency",
		Caption: "How long requests took, from when they were due, failures included. The stronger a field's colour, the more of them it holds.",
		Legend:  []key{{"h6", "requests", false}, {"p95", "p95", true}, {"p50", "p50, the median", true}},
	}.draw(base, h.Draw)
}

func known(v float64, ok bool) float64 {
	if !ok {
		return math.NaN()
	}
	return v
}

func throughputFigure(base chart.Frame, all []moment) figure {
	s := chart.Stack{Columns: columnsOf(all), Text: perSecond}
	served := chart.Layer{Class: "served"}
	for i := range all {
		served.Values = append(served.Values, all[i].rate(all[i].OK))
		s.Outline = append(s.Outline, all[i].rate(all[i].Scheduled))
	}
	s.Layers = []chart.Layer{served}
	return figure{ID: "throughput", Title: "Throughput", Caption: "What users asked for each second, and what they got.",
		Legend: []key{{"served", "answered well", false}, {"outline", "asked for", true}},
	}.draw(base, s.Draw)
}

func perSecond(v float64) string { return chart.Count(v) + "/s" }

// lanesFigure shows the faults and actions on a time axis, together with the users' state.
func lanesFigure(base chart.Frame, d Drill, all []moment) figure {
	users := chart.Row{Name: "users"}
	for i := range all {
		class, word := "well", "well"
		if !all[i].Good() {
			class, word = "unwell", "not well"
		}
		users.Bars = append(users.Bars, chart.Bar{Class: class, Thin: all[i].Good(),
			Span: chart.Span{From: all[i].From, To: all[i].To, Text: word + ": " + all[i].text()}})
	}
	rows := []chart.Row{users}
	for i := range d.Windows.Faults {
		if s, acted := acted(&d.Windows.Faults[i], base.To); acted {
			rows = append(rows, chart.Row{Name: "fault", Bars: []chart.Bar{{Class: "act", Span: s}}})
		}
	}
	if noticed := noticed(d); len(noticed.Marks) > 0 {
		rows = append(rows, noticed)
	}
	return figure{ID: "lanes", Title: "What happened when",
		Caption: "Users are well in a second in which at most 1 % of their requests failed and at most 1 % took over 1 s.",
		Legend:  []key{{"well", "users well", false}, {"unwell", "users not well", false}, {"act", "fault acts", false}},
	}.draw(base, chart.Lanes{Rows: rows}.Draw)
}

// noticed returns the lane of events computed from the samples: when an alert would have fired, and when users
// recovered.
func noticed(d Drill) chart.Row {
	row := chart.Row{Name: "signs"}
	if det := d.Windows.Detection; det.Seconds >= 0 && !det.Before {
		row.Marks = append(row.Marks, chart.Mark{At: float64(det.Injected)/1e6 + float64(det.Seconds), Class: "alert", Text: "alert"})
	}
	if r := d.Windows.Recovery; r != nil && r.Start >= 0 {
		row.Marks = append(row.Marks, chart.Mark{At: float64(r.From)/1e6 + float64(r.Start), Class: "again", Text: "well again"})
	}
	return row
}

// splitFigure shows how the time of each phase's requests divides over the hops.
func splitFigure(w *signals.Windows) figure {
	f := figure{ID: "split", Title: "Where the time went",
		Caption: "Each phase's time, by the station of the journey at which its requests spent it."}
	s := chart.Split{ID: f.ID, Title: f.Title, Desc: f.Caption}
	present := [signals.NumHops]bool{}
	for _, p := range w.Phases {
		bar, whole := chart.SplitBar{Name: p.Name}, int64(0)
		for i := range p.Hops {
			whole += p.Hops[i].Total
		}
		for i := range p.Hops {
			if p.Hops[i].Total == 0 {
				continue
			}
			present[i] = true
			share, mean := float64(p.Hops[i].Total)/float64(whole), p.Hops[i].Mean(p.All.Sent())
			bar.Parts = append(bar.Parts, chart.Part{Class: hopClass(i), Name: signals.HopNames[i], Share: share,
				Tip: fmt.Sprintf("%s: %s of the time, %s a request", signals.HopNames[i], grade.Percent(share), millis(&mean))})
		}
		if n := p.All.Sent(); n > 0 {
			mean := float64(whole) / float64(n) / 1000
			bar.Remark = millis(&mean) + " a request"
		}
		s.Bars = append(s.Bars, bar)
	}
	for i, present := range present {
		if present {
			f.Legend = append(f.Legend, key{Class: hopClass(i), Text: signals.HopNames[i]})
		}
	}
	f.Wide = template.HTML(s.Draw()) // written by package chart, which escapes all text
	s.ID, s.Narrow = f.ID+"-n", true
	f.Narrow = template.HTML(s.Draw()) // written by package chart, which escapes all text
	return f
}

func hopClass(i int) string { return fmt.Sprintf("hop%d", i) }
