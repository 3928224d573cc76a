package scenarios

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"firedrill/internal/plain"
)

// Describe tells what a responder may know before a drill.
func (s *Scenario) Describe() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s: %s\n", s.Name, plain.Line(s.Title))
	fmt.Fprintf(&b, "level %d, lab %s\n\n%s\n", s.Level, s.Lab, s.Brief)
	fmt.Fprintf(&b, "\npager: %s\n", s.Page)
	shares := make([]string, len(s.Load.Mix))
	for i, share := range s.Load.Mix {
		shares[i] = fmt.Sprintf("%s %v", share.Route, share.Weight)
	}
	fmt.Fprintf(&b, "\nload: %v/s, %s, %s\n", s.Load.Rate, s.Load.Arrivals, strings.Join(shares, ", "))
	t := s.Timeline
	fmt.Fprintf(&b, "timeline: warm-up %v, baseline %v, fault %v, recovery %v; %v in all\n", t.Warmup, t.Baseline, t.Fault, t.Recovery, t.Total())
	b.WriteString("\nobjectives:\n")
	for _, o := range s.Objectives {
		key := ""
		if o.Key {
			key = " (key: missing it fails the drill)"
		}
		fmt.Fprintf(&b, "  %s%s\n", o.Text, key)
	}
	return b.String()
}

// Answer tells the faults, the cause, the hints and the fix.
func (s *Scenario) Answer() string {
	var b strings.Builder
	b.WriteString("\nfaults:\n")
	for _, f := range s.Faults {
		fmt.Fprintf(&b, "  %s on %s", f.Kind, f.On)
		for _, name := range slices.Sorted(maps.Keys(f.Params)) {
			fmt.Fprintf(&b, ", %s %s", name, f.Params[name])
		}
		b.WriteString("\n")
	}
	fmt.Fprintf(&b, "\ncause: %s, %s\n", s.Cause.Component, s.Cause.Mechanism)
	writeLines(&b, "hints", s.Hints)
	writeLines(&b, "fix", s.Fix)
	if s.Hardening != "" {
		fmt.Fprintf(&b, "\nhardening: %s\n", s.Hardening)
	}
	if s.Teaches != "" {
		fmt.Fprintf(&b, "\nteaches: %s\n", s.Teaches)
	}
	return b.String()
}

func writeLines(b *strings.Builder, title string, lines []string) {
	if len(lines) > 0 {
		fmt.Fprintf(b, "\n%s:\n  %s\n", title, strings.Join(lines, "\n  "))
	}
}
