package report

import (
	"cmp"
	"maps"
	"slices"

	"firedrill/internal/record"
	"firedrill/internal/report/chart"
	"firedrill/internal/signals"
)

// classColours maps each error class to its style. The styles are the same in every report, so that a class keeps its
// colour; unknown classes share one style.
var classColours = map[string]string{
	record.ClassHTTP5App: "e-app", record.ClassHTTP5Nginx: "e-proxy", record.ClassTimeout: "e-timeout",
	record.ClassRefused: "e-refused", record.ClassReset: "e-reset", record.ClassDropped: "e-dropped",
	record.ClassDNS: "e-dns", record.ClassTLS: "e-tls", record.ClassHTTP4: "e-4xx", record.ClassBadBody: "e-body",
}

const otherColour = "e-other"

func classColour(class string) string {
	if c, ok := classColours[class]; ok {
		return c
	}
	return otherColour
}

// errorFigure stacks the failed and dropped requests by class. Without any it returns a figure without a title.
func errorFigure(base chart.Frame, w *signals.Windows, all []moment) figure {
	order := classesOf(w)
	if len(order) == 0 {
		return figure{}
	}
	s := chart.Stack{Columns: columnsOf(all), Text: perSecond, Least: 1}
	f := figure{ID: "errors", Title: "Errors", Caption: "What users got in the place of an answer, by class, each second."}
	layers := map[string]int{}
	for _, class := range order {
		colour := classColour(class)
		k, known := layers[colour]
		if !known {
			k = len(s.Layers)
			layers[colour] = k
			s.Layers = append(s.Layers, chart.Layer{Class: colour, Values: make([]float64, len(all))})
			name := class
			if colour == otherColour {
				name = "other"
			}
			f.Legend = append(f.Legend, key{Class: colour, Text: name})
		}
		for i := range all {
			s.Layers[k].Values[i] += all[i].rate(all[i].Errors[class])
		}
	}
	return f.draw(base, s.Draw)
}

// classesOf lists the error classes of a drill, the most frequent first.
func classesOf(w *signals.Windows) []string {
	sum := map[string]int64{}
	for _, p := range w.Phases {
		for class, n := range p.All.Errors {
			sum[class] += n
		}
	}
	return classesIn(sum)
}

// classesIn sorts classes by count.
func classesIn(sum map[string]int64) []string {
	return slices.SortedFunc(maps.Keys(sum), func(a, b string) int {
		return cmp.Or(cmp.Compare(sum[b], sum[a]), cmp.Compare(a, b))
	})
}
