package verify

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"firedrill/internal/grade"
	"firedrill/internal/topology"
	"firedrill/scenarios"
)

// Matrix is a confusion matrix of hops: how often drills of one hop were reported at another.
type Matrix struct {
	Runs    int                       // valid drills with a report
	Right   int                       // of these, reported at the expected hop
	Unknown int                       // of these, reported as unknown
	Counts  map[string]map[string]int // expected hop, then reported hop
}

// HopMatrix counts the valid drills of a book that ran the scenario's own fault, whatever else was found.
func HopMatrix(all []*scenarios.Scenario, b *Book) Matrix {
	m := Matrix{Counts: map[string]map[string]int{}}
	for _, s := range all {
		for _, check := range []Check{Shows, Repeats} {
			for _, f := range b.Findings[s.Name][check] {
				if f.Verdict != "" && f.Verdict != grade.Invalid {
					m.add(s.Hop, cmp.Or(f.Hop, topology.HopUnknown))
				}
			}
		}
	}
	return m
}

func (m *Matrix) add(own, reported string) {
	if m.Counts[own] == nil {
		m.Counts[own] = map[string]int{}
	}
	m.Counts[own][reported]++
	m.Runs++
	switch reported {
	case own:
		m.Right++
	case topology.HopUnknown:
		m.Unknown++
	}
}

// Wrong returns the number of drills reported at a wrong hop.
func (m *Matrix) Wrong() int { return m.Runs - m.Right - m.Unknown }

// Markdown formats the matrix as a table: a row for each expected hop, a column for each reported hop.
func (m *Matrix) Markdown() string {
	if m.Runs == 0 {
		return "No drills yet.\n"
	}
	reported := map[string]bool{}
	for _, row := range m.Counts {
		for hop := range row {
			reported[hop] = true
		}
	}
	columns := inOrder(reported)
	var b strings.Builder
	fmt.Fprintf(&b, "%d valid drills: %d at their own hop (%.1f %%), %d unknown, %d at another.\n\n", m.Runs, m.Right, 100*float64(m.Right)/float64(m.Runs), m.Unknown, m.Wrong())
	fmt.Fprintf(&b, "| drill acts at | %s |\n|---|%s\n", strings.Join(columns, " | "), strings.Repeat("---|", len(columns)))
	for _, own := range inOrder(m.Counts) {
		fmt.Fprintf(&b, "| %s |", own)
		for _, hop := range columns {
			text := ""
			if n := m.Counts[own][hop]; n > 0 {
				text = fmt.Sprint(n)
				if hop == own {
					text = "**" + text + "**"
				}
			}
			fmt.Fprintf(&b, " %s |", text)
		}
		b.WriteByte('\n')
	}
	return b.String()
}

// inOrder sorts hops along the request path; names that are no hop come last.
func inOrder[T any](hops map[string]T) []string {
	answers := topology.Answers()
	place := func(hop string) int {
		if i := slices.Index(answers, hop); i >= 0 {
			return i
		}
		return len(answers)
	}
	return slices.SortedFunc(maps.Keys(hops), func(a, b string) int { return cmp.Or(place(a)-place(b), strings.Compare(a, b)) })
}
