package compare

import (
	"fmt"
	"io"
	"math"
	"strings"
	"text/tabwriter"

	"firedrill/internal/grade"
	"firedrill/internal/plain"
)

// Text writes a comparison for a terminal.
func Text(w io.Writer, c *Comparison) error {
	var b strings.Builder
	writeSide(&b, "A", c.A)
	writeSide(&b, "B", c.B)
	n := c.Kinds()
	fmt.Fprintf(&b, "\nFrom A to B, of %d signals: better %d, worse %d, within the spread of the runs %d, too few values %d\n",
		len(c.Signals), n[Better], n[Worse], n[Within], n[Unknown])
	if min(len(c.A.Runs), len(c.B.Runs)) < Plenty {
		fmt.Fprintf(&b, "With so few runs about one signal in sixteen looks changed by chance alone; %d a side see clearer.\n", Plenty)
	}
	if len(c.Objectives) > 0 {
		b.WriteString("\nOBJECTIVES\n")
	}
	for _, o := range c.Objectives {
		fmt.Fprintf(&b, "  %-9s  %s\n", o.word(), plain.Masked(o.Text))
		fmt.Fprintf(&b, "             met in %d of %d -> %d of %d%s\n", o.MetA, len(c.A.Runs), o.MetB, len(c.B.Runs), o.sentence(o.Unit))
	}
	writeOnly(&b, "A", c.OnlyA)
	writeOnly(&b, "B", c.OnlyB)
	b.WriteString("\nSIGNALS  median of the runs (spread)\n")
	table := tabwriter.NewWriter(&b, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "  \tA\tB\tB - A\t")
	for _, s := range c.Signals {
		fmt.Fprintf(table, "  %s %s\t%s\t%s\t%s\t%s\n", s.Phase, s.Name, s.A.text(s.Unit), s.B.text(s.Unit), s.delta(s.Unit), s.Kind.word())
	}
	if err := table.Flush(); err != nil {
		return err
	}
	_, err := io.WriteString(w, b.String())
	return err
}

func writeSide(b *strings.Builder, letter string, s Side) {
	fmt.Fprintf(b, "%s  %s on %s, %s: %s\n", letter, plain.Masked(s.Scenario), plain.Masked(s.Lab), grade.Count(len(s.Runs), "run"), Counts(s.Verdicts))
	fmt.Fprintf(b, "   %s\n", plain.Masked(strings.Join(s.Runs, ",")))
}

func writeOnly(b *strings.Builder, letter string, texts []string) {
	for _, text := range texts {
		fmt.Fprintf(b, "  only in %s  %s\n", letter, plain.Masked(text))
	}
}

// Counts formats how often each verdict occurred, such as "fail 2, pass 1".
func Counts(n map[grade.Verdict]int) string {
	var parts []string
	for _, v := range verdictsOf(n) {
		parts = append(parts, fmt.Sprintf("%s %d", v, n[v]))
	}
	return strings.Join(parts, ", ")
}

// word is the change of a number in a table.
func (k Kind) word() string {
	switch k {
	case Within:
		return "."
	case Unknown:
		return "?"
	}
	return string(k)
}

// word is the change of the objective's number, or empty if it has none.
func (o Objective) word() string {
	if o.A.Runs == 0 && o.B.Runs == 0 {
		return ""
	}
	return o.Kind.word()
}

// sentence is a change within a line of text, or empty if the objective has no number.
func (c Change) sentence(unit string) string {
	if c.A.Runs == 0 && c.B.Runs == 0 {
		return ""
	}
	s := "; " + c.A.text(unit) + " -> " + c.B.text(unit)
	if c.Difference != nil {
		s += ", " + c.delta(unit)
	}
	return s
}

// delta formats a difference with its sign. The difference of two percentages is in percentage points.
func (c Change) delta(unit string) string {
	if c.Difference == nil {
		return "–"
	}
	sign := ""
	switch {
	case *c.Difference > 0:
		sign = "+"
	case *c.Difference < 0:
		sign = "-"
	}
	text := amount(math.Abs(*c.Difference), unit)
	if unit == "fraction" {
		text = strings.TrimSuffix(text, "%") + " pp"
	}
	return sign + text
}

func (f Figure) text(unit string) string {
	if f.Median == nil {
		return "–"
	}
	text := amount(*f.Median, unit)
	if low, high := amount(*f.Low, unit), amount(*f.High, unit); low != high {
		text += " (" + low + " to " + high + ")"
	}
	if f.Runs < Least {
		text += " in " + grade.Count(f.Runs, "run")
	}
	return text
}

func amount(v float64, unit string) string { return grade.InUnit(v, unit) }
