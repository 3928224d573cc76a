package oncall

import (
	"slices"
	"strings"
	"time"

	"firedrill/scenarios"
)

// incident is one incident of a round, with the log entries made while it was open.
type incident struct {
	scenario *scenarios.Scenario
	log      []Entry
}

// incidents returns the first incident, and the second from its page on. Entries between them belong to the second.
func (r *Round) incidents() []incident {
	end := slices.IndexFunc(r.Log, func(e Entry) bool { return e.What == Resolved }) + 1
	if r.Next == nil || end == 0 || !has(r.Log[end:], Paged) {
		return []incident{{r.Scenario, r.Log}}
	}
	return []incident{{r.Scenario, r.Log[:end]}, {r.Next, r.Log[end:]}}
}

// now returns the open incident.
func (r *Round) now() incident {
	all := r.incidents()
	return all[len(all)-1]
}

// Halfway reports that the first incident was declared resolved and a second one is coming or in force.
func (r *Round) Halfway() bool { return r.Has(Resolved) && !r.Mended() }

// Mended reports that the responder has declared every incident of the round resolved.
func (r *Round) Mended() bool {
	incidents, resolved := 1, 0
	if r.Next != nil && !r.Has(Spared) {
		incidents = 2
	}
	for _, e := range r.Log {
		if e.What == Resolved {
			resolved++
		}
	}
	return resolved >= incidents
}

// FirstPage returns the time of the first page, since the start of the load; 0 without a page.
func (r *Round) FirstPage() time.Duration {
	at, _ := incident{log: r.Log}.first(Paged)
	return at
}

// SecondSpan returns the time of the second incident's injection and of its page; false without such a page.
func (r *Round) SecondSpan() (broken, page time.Duration, happened bool) {
	all := r.incidents()
	if len(all) < 2 {
		return 0, 0, false
	}
	broken, _ = all[1].first(Broken)
	page, _ = all[1].first(Paged)
	return broken, page, true
}

// hintsTaken returns the number of hints taken in the whole round.
func (r *Round) hintsTaken() int { return incident{log: r.Log}.hints() }

func has(log []Entry, what string) bool {
	return slices.ContainsFunc(log, func(e Entry) bool { return e.What == what })
}

func (i incident) has(what string) bool { return has(i.log, what) }

// hints returns the number of hints taken.
func (i incident) hints() int {
	n := 0
	for _, e := range i.log {
		if e.What == Hinted {
			n++
		}
	}
	return n
}

// first returns the time of the first entry of a kind; false without one.
func (i incident) first(what string) (time.Duration, bool) {
	for _, e := range i.log {
		if e.What == what {
			return e.At, true
		}
	}
	return 0, false
}

// diagnosed returns the last diagnosis.
func (i incident) diagnosed() Entry {
	for _, e := range slices.Backward(i.log) {
		if e.What == Diagnose {
			return e
		}
	}
	return Entry{}
}

// detect returns the share earned by acknowledging the page early; 0 without an acknowledgement.
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

// component, mechanism and evidence return the shares earned by the last diagnosis.
func (i incident) component() (float64, string) {
	return earned(i.diagnosed().Part, i.scenario.Cause.Component)
}

func (i incident) mechanism() (float64, string) {
	return earned(i.diagnosed().Right, i.scenario.Cause.Mechanism)
}

func (i incident) evidence() (float64, string) {
	d := i.diagnosed()
	if _, given, _ := strings.Cut(d.Text, ": "); d.Right && strings.TrimSpace(given) != "" {
		return 1, "given"
	}
	return 0, "no evidence with a correct diagnosis"
}

// earned returns the share for a part of a diagnosis, with the reason.
func earned(right bool, what string) (float64, string) {
	if right {
		return 1, "right: " + what
	}
	return 0, "it was: " + what
}
