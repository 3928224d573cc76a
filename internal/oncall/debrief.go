package oncall

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"firedrill/scenarios"
)

// Debrief is the review of a finished round.
type Debrief struct {
	Round   Round
	Sheet   Sheet
	Facts   Facts
	Chart   string // of the signals, one column per second
	Started time.Time
	Run     string
	Lab     string
	// Responder is the responder's name; may be empty.
	Responder string
	// Void says why the round is not scored; nil for a scored round.
	Void *Void
	// Note says why parts of the score could not be earned; may be empty.
	Note string
	// Again is the command that repeats the same round.
	Again string
}

// Text writes the debrief for a responder.
func (d Debrief) Text(w io.Writer) error {
	p := &printer{w: w}
	if d.Void != nil {
		return d.voidText(p)
	}
	p.line("\n%d of 100  %s", d.Sheet.Total, d.titles("%s: %s"))
	for _, l := range d.Sheet.Lines {
		of := "  "
		if l.Of > 0 {
			of = fmt.Sprintf("of %d", l.Of)
		}
		p.line("  %4d %-6s %-22s %s", l.Points, of, l.Name, l.Why)
	}
	if d.Note != "" {
		p.line("  note: %s", d.Note)
	}
	d.times(p)
	p.line("\nWHAT HAPPENED")
	for _, e := range d.timeline() {
		p.line("  %s  %-9s %s", clock(e.At), e.What, e.Text)
	}
	if d.Chart != "" {
		p.line("\n%s", strings.TrimRight(d.Chart, "\n"))
	}
	for n, one := range d.Round.incidents() {
		heading := "THE ANSWER"
		if n > 0 {
			heading += ", OF THE SECOND INCIDENT"
		}
		p.answer(heading, one.scenario)
	}
	return p.err
}

// voidText writes the debrief of a round that is not scored. It does not reveal the cause, so that the round can be
// repeated.
func (d Debrief) voidText(p *printer) error {
	p.line("\nThis round is void: it is not scored.")
	p.line("  %s: %s", strings.ReplaceAll(d.Void.Kind, "_", " "), d.Void.Reason)
	if d.Run != "" {
		p.line("  Its record is run %s.", d.Run)
	}
	if d.Again != "" {
		p.line("  The same round again: %s", d.Again)
	}
	return p.err
}

// times writes how long after the page each step was taken.
func (d Debrief) times(p *printer) {
	all := d.Round.Times(d.Facts)
	for n, t := range all {
		heading := "AFTER THE PAGE"
		if len(all) > 1 {
			heading = fmt.Sprintf("AFTER PAGE %d", n+1)
		}
		if n == 0 {
			p.line("")
		}
		p.line("%s  %s", heading, t)
	}
}

// answer writes a scenario's cause, and how to find it.
func (p *printer) answer(heading string, s *scenarios.Scenario) {
	p.line("\n%s", heading)
	if s.Control() {
		p.line("  There was no incident.")
	} else {
		p.line("  %s: %s", s.Cause.Component, s.Cause.Mechanism)
		for i, h := range s.Hints {
			p.line("  %d. %s", i+1, h)
		}
		for _, f := range s.Fix {
			p.line("  $ %s", f)
		}
	}
	if s.Hardening != "" {
		p.line("  Next time: %s.", s.Hardening)
	}
	p.line("  %s", s.Teaches)
}

// timeline merges the round's log with the events of the record.
func (d Debrief) timeline() []Entry {
	all := append([]Entry(nil), d.Round.Log...)
	if d.Facts.Felt {
		all = append(all, Entry{At: d.Facts.Symptom, What: "symptom", Text: "the first bad second for users"})
	}
	if d.Facts.Felt && d.Facts.Well {
		all = append(all, Entry{At: d.Facts.Recovered, What: "recovered", Text: "users were well from here on"})
	}
	sortEntries(all)
	return all
}

// Postmortem writes a postmortem template, filled in from the record.
func (d Debrief) Postmortem(w io.Writer) error {
	all := d.Round.incidents()
	p := &printer{w: w}
	p.line("# Postmortem: %s\n", d.titles("%[2]s"))
	p.line("Run %s, %s. Status: draft.\n", d.Run, d.Started.UTC().Format("2006-01-02 15:04 MST"))
	p.line("## Summary\n")
	for _, one := range all {
		p.line("%s\n", one.scenario.Page)
	}
	p.line("## Impact\n\n%d of %d requests failed between the first symptom and the end; %d orders were lost or doubled.\n", d.Facts.Bad, d.Facts.Scheduled, d.Facts.Lost)
	p.line("## Root cause\n")
	for _, one := range all {
		p.line("%s: %s\n", one.scenario.Cause.Component, one.scenario.Cause.Mechanism)
	}
	p.line("## Timeline\n\n| time | what | |\n|---|---|---|")
	for _, e := range d.timeline() {
		p.line("| %s | %s | %s |", clock(e.At), e.What, strings.ReplaceAll(e.Text, "|", "\\|"))
	}
	p.line("\n## Resolution\n\n_What ended it, and how you know._\n\n## What went well\n\n_..._\n\n## What went badly\n\n_..._\n")
	p.line("## Actions\n\n| action | owner | due |\n|---|---|---|")
	for _, one := range all {
		if one.scenario.Hardening != "" {
			p.line("| %s | | |", one.scenario.Hardening)
		}
	}
	p.line("| | | |\n\n## Lesson")
	for _, one := range all {
		p.line("\n%s", one.scenario.Teaches)
	}
	return p.err
}

// titles formats the round's incidents, each with its name and title.
func (d Debrief) titles(format string) string {
	var all []string
	for _, one := range d.Round.incidents() {
		all = append(all, fmt.Sprintf(format, one.scenario.Name, one.scenario.Title))
	}
	return strings.Join(all, "; then ")
}

// clock formats a time since the start of the load.
func clock(at time.Duration) string {
	s := int(at.Seconds())
	return fmt.Sprintf("%02d:%02d", s/60, s%60)
}

type printer struct {
	w   io.Writer
	err error
}

func (p *printer) line(format string, args ...any) {
	if p.err == nil {
		_, p.err = fmt.Fprintf(p.w, format+"\n", args...)
	}
}

// sortEntries sorts entries by time. Entries of the same time keep their order.
func sortEntries(all []Entry) {
	slices.SortStableFunc(all, func(a, b Entry) int { return cmp.Compare(a.At, b.At) })
}
