package oncall

import (
	"fmt"
	"slices"
	"time"

	"firedrill/internal/source"
	"firedrill/scenarios"
)

// Kinds of entries in a round's log.
const (
	Broken   = "broken"   // the damage was done; nobody is told
	Paged    = "page"     // the pager rang
	Acked    = "ack"      // the responder has it
	Hinted   = "hint"     // a hint was taken
	Diagnose = "diagnose" // a diagnosis was made
	Command  = "command"  // something was typed
	Resolved = "resolve"  // the responder says that it is over
	GaveUp   = "give-up"  // the responder wants to know
	TimedOut = "time-out" // the round's time was up
	Pulled   = "trigger"  // what would bring a half-ended incident back was done
)

// Entry is one thing that happened in a round.
type Entry struct {
	At    time.Duration `json:"at"` // since the start of the load
	What  string        `json:"what"`
	Text  string        `json:"text,omitempty"`
	Right bool          `json:"right,omitempty"` // of a diagnosis: component and mechanism
	Part  bool          `json:"part,omitempty"`  // of a diagnosis: the component alone
}

// Round is one round as it goes on.
type Round struct {
	Scenario *scenarios.Scenario
	Seed     uint64
	Log      []Entry
}

// hintCosts are what the hints cost, in points, the vague one first.
var hintCosts = []int{5, 10, 20}

// Refusal is what a responder asked for that can't be had now.
type Refusal struct{ Message, Advice string }

func (e *Refusal) Error() string { return e.Message }

// Hint says what to do instead.
func (e *Refusal) Hint() string { return e.Advice }

// Note adds an entry.
func (r *Round) Note(at time.Duration, what, text string) {
	r.Log = append(r.Log, Entry{At: at, What: what, Text: text})
}

// Has says that something has happened.
func (r *Round) Has(what string) bool {
	return slices.ContainsFunc(r.Log, func(e Entry) bool { return e.What == what })
}

// Over says that the responder has ended the round, or that its time was up.
func (r *Round) Over() bool { return r.Has(Resolved) || r.Has(GaveUp) || r.Has(TimedOut) }

// open refuses what has no place before the page or after the end.
func (r *Round) open() error {
	switch {
	case r.Over():
		return &Refusal{"the round is over", "firedrill oncall begins another"}
	case !r.Has(Paged):
		return &Refusal{"nobody has been paged yet", "look around while it is quiet: firedrill status, firedrill top"}
	}
	return nil
}

// Ack takes the page. A second one changes nothing.
func (r *Round) Ack(at time.Duration) error {
	if err := r.open(); err != nil {
		return err
	}
	if !r.Has(Acked) {
		r.Note(at, Acked, "")
	}
	return nil
}

// NextHint says what the next hint costs; false if there is none left.
func (r *Round) NextHint() (cost int, ok bool) {
	taken := r.count(Hinted)
	if taken >= min(len(r.Scenario.Hints), len(hintCosts)) {
		return 0, false
	}
	return hintCosts[taken], true
}

// Hint gives the next hint.
func (r *Round) Hint(at time.Duration) (string, error) {
	if err := r.open(); err != nil {
		return "", err
	}
	if _, ok := r.NextHint(); !ok {
		return "", &Refusal{"there is no further hint", "firedrill give-up shows the cause and the way to it"}
	}
	hint := r.Scenario.Hints[r.count(Hinted)]
	r.Note(at, Hinted, hint)
	return hint, nil
}

// Diagnosis is what a responder says the cause is.
type Diagnosis struct {
	Component string `json:"component"`
	Mechanism string `json:"mechanism"`
	Evidence  string `json:"evidence,omitempty"`
}

// Diagnosed says whether a diagnosis is right. A responder is told, as the system would tell in the end; that a wrong one
// costs keeps from guessing.
func (r *Round) Diagnosed(at time.Duration, d Diagnosis) (Entry, error) {
	if err := r.open(); err != nil {
		return Entry{}, err
	}
	if !slices.Contains(scenarios.Components, d.Component) {
		return Entry{}, source.Unknown("component", d.Component, scenarios.Components)
	}
	if known := Mechanisms(r.Scenario); !slices.Contains(known, d.Mechanism) {
		return Entry{}, source.Unknown("mechanism", d.Mechanism, known)
	}
	e := Entry{At: at, What: Diagnose, Text: fmt.Sprintf("%s %s: %s", d.Component, d.Mechanism, d.Evidence)}
	e.Part = d.Component == r.Scenario.Cause.Component
	e.Right = e.Part && d.Mechanism == r.Scenario.Cause.Mechanism
	r.Log = append(r.Log, e)
	return e, nil
}

// Resolve ends the round: what the responder says is over has to hold from now on.
func (r *Round) Resolve(at time.Duration) error {
	if err := r.open(); err != nil {
		return err
	}
	r.Note(at, Resolved, "")
	return nil
}

// GiveUp ends the round, and is no shame.
func (r *Round) GiveUp(at time.Duration) error {
	if err := r.open(); err != nil {
		return err
	}
	r.Note(at, GaveUp, "")
	return nil
}

func (r *Round) count(what string) int {
	n := 0
	for _, e := range r.Log {
		if e.What == what {
			n++
		}
	}
	return n
}

// first is when something first happened; false if it never did.
func (r *Round) first(what string) (time.Duration, bool) {
	for _, e := range r.Log {
		if e.What == what {
			return e.At, true
		}
	}
	return 0, false
}
