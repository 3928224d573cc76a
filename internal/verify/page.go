package verify

import (
	"fmt"
	"io"
	"strings"

	"firedrill/internal/topology"
	"firedrill/scenarios"
)

// Page writes the page of the library: each drill by its hop, what it claims, and its last findings.
func Page(w io.Writer, all []*scenarios.Scenario, b *Book, now Expected) error {
	p := &page{w: w}
	p.line("# The drills\n\nMade from the files of the library and the book of results by `make pages`; change them there, not here.")
	p.line("[verifying.md](verifying.md) says what is checked. `firedrill show NAME` is what a responder may know before, `--answer` the rest.\n")
	p.line("%s\n", Summary(all, b, now))
	p.line("| hop | drills |\n|---|---|")
	for _, hop := range topology.Answers() {
		var names []string
		for _, s := range at(hop, all) {
			names = append(names, fmt.Sprintf("[%s](#%s)", s.Name, s.Name))
		}
		if len(names) > 0 {
			p.line("| %s | %s |", hop, strings.Join(names, ", "))
		}
	}
	for _, hop := range topology.Answers() {
		for _, s := range at(hop, all) {
			p.drill(s, b, now[s.Name])
		}
	}
	return p.err
}

// at returns the scenarios of a hop.
func at(hop string, all []*scenarios.Scenario) []*scenarios.Scenario {
	var some []*scenarios.Scenario
	for _, s := range all {
		if s.Hop == hop {
			some = append(some, s)
		}
	}
	return some
}

type page struct {
	w   io.Writer
	err error
}

func (p *page) line(format string, args ...any) {
	if p.err == nil {
		_, p.err = fmt.Fprintf(p.w, format+"\n", args...)
	}
}

func (p *page) drill(s *scenarios.Scenario, b *Book, now map[Check]string) {
	p.line("\n## %s\n\n%s. Hop %s, level %d, lab %s. *%s*\n", s.Name, s.Title, s.Hop, s.Level, s.Lab, s.Teaches)
	for _, f := range s.Faults {
		p.line("- does `%s` on %s", f.Kind, f.On)
	}
	for _, o := range s.Signature {
		p.line("- shows `%s`", o.Text)
	}
	if s.Hardening != "" {
		p.line("- helped by %s", s.Hardening)
	}
	if s.Restarts {
		p.line("- a restart of everything ends it too")
	}
	if len(b.Findings[s.Name]) == 0 {
		p.line("\nNot verified yet.")
		return
	}
	p.line("\n| verified | check | | failed | p95 | points | on call | hop | what was seen |\n|---|---|---|---|---|---|---|---|---|")
	for _, check := range Checks {
		for _, f := range b.Findings[s.Name][check] {
			p.line("| %s | %s | %s | %s | %s | %s | %s | %s | %s |", f.At.Format("2006-01-02 15:04"), check, word(f, now[check]), percent(f.Failed),
				amount(f.P95, " ms"), amount(f.Score, ""), whole(f.Points), f.Hop, strings.ReplaceAll(f.Saw, "|", "/"))
		}
	}
}

func word(f Finding, key string) string {
	switch {
	case f.Key != key:
		return "of an older form"
	case f.OK:
		return "holds"
	}
	return "**does not hold**"
}

func percent(f *float64) string {
	if f == nil {
		return ""
	}
	return fmt.Sprintf("%.1f%%", *f*100)
}

func amount(f *float64, unit string) string {
	if f == nil {
		return ""
	}
	return fmt.Sprintf("%.4g%s", *f, unit)
}

func whole(n *int) string {
	if n == nil {
		return ""
	}
	return fmt.Sprint(*n)
}
