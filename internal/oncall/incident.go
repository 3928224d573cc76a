package oncall

import (
	"slices"
	"strings"
	"time"

	"firedrill/scenarios"
)

// incident is one incident of a round, with what happened while it was open.
type incident struct {
	scenario *scenarios.Scenario
	log      []Entry
}

// incidents are those of which the responder was paged, or is to be: the first, and the second from its page on. What
// happens between them is the second's.
func (r *Round) incidents() []incident {
	end := slices.IndexFunc(r.Log, func(e Entry) bool { return e.What == Resolved }) + 1
	if r.Next == nil || end == 0 || !has(r.Log[end:], Paged) {
		return []incident{{r.Scenario, r.Log}}
	}
	return []incident{{r.Scenario, r.Log[:end]}, {r.Next, r.Log[end:]}}
}

// now is the incident that is open.
func (r *Round) now() incident {
	all := r.incidents()
	return all[len(all)-1]
}

// Halfway says that the first incident was said to be over, and a second comes or is there.
func (r *Round) Halfway() bool { return r.Has(Resolved) && !r.Mended() }

// Mended says that the responder has called every incident of the round over.
func (r *Round) Mended() bool {
	wanted, said := 1, 0
	if r.Next != nil && !r.Has(Spared) {
		wanted = 2
	}
	for _, e := range r.Log {
		if e.What == Resolved {
			said++
		}
	}
	return said >= wanted
}

// FirstPage is when the pager first rang, since the start of the load; 0 if it never did.
func (r *Round) FirstPage() time.Duration {
	at, _ := incident{log: r.Log}.first(Paged)
	return at
}

// SecondSpan is the time from when the second incident broke to its page; false if there was no such page.
func (r *Round) SecondSpan() (broken, page time.Duration, came bool) {
	all := r.incidents()
	if len(all) < 2 {
		return 0, 0, false
	}
	broken, _ = all[1].first(Broken)
	page, _ = all[1].first(Paged)
	return broken, page, true
}

// hintsTaken is how many were taken in the whole round.
func (r *Round) hintsTaken() int { return incident{log: r.Log}.hints() }

func has(log []Entry, what string) bool {
	return slices.ContainsFunc(log, func(e Entry) bool { return e.What == what })
}

func (i incident) has(what string) bool { return has(i.log, what) }

// hints is how many were taken.
func (i incident) hints() int {
	n := 0
	for _, e := range i.log {
		if e.What == Hinted {
			n++
		}
	}
	return n
}

// first is when something first happened; false if it never did.
func (i incident) first(what string) (time.Duration, bool) {
	for _, e := range i.log {
		if e.What == what {
			return e.At, true
		}
	}
	return 0, false
}

// diagnosed is the responder's last word.
func (i incident) diagnosed() Entry {
	for _, e := range slices.Backward(i.log) {
		if e.What == Diagnose {
			return e
		}
	}
	return Entry{}
}

// detect is what taking the page soon pays, of 1; saying nothing pays nothing.
func (i incident) detect() (float64, string) {
	page, _ := i.first(Paged)
	ack, ok := i.first(Acked)
	if !ok {
		return 0, "the page was not acknowledged"
	}
	took := max(0, ack-page)
	left := 1 - float64(took-quickAck)/float64(slowAck-quickAck)
	return max(0, min(1, left)), "acknowledged " + took.Round(time.Second).String() + " after the page"
}

// component, mechanism and evidence are what the last diagnosis pays, of 1.
func (i incident) component() (float64, string) {
	return said(i.diagnosed().Part, i.scenario.Cause.Component)
}

func (i incident) mechanism() (float64, string) {
	return said(i.diagnosed().Right, i.scenario.Cause.Mechanism)
}

func (i incident) evidence() (float64, string) {
	d := i.diagnosed()
	if _, given, _ := strings.Cut(d.Text, ": "); d.Right && strings.TrimSpace(given) != "" {
		return 1, "given"
	}
	return 0, "no evidence with a correct diagnosis"
}

func said(right bool, what string) (float64, string) {
	if right {
		return 1, "right: " + what
	}
	return 0, "it was: " + what
}
