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
	Aside    = "aside"    // an innocent change was made
	Outside  = "outside"  // something was done to the lab by other means than our commands
	Removed  = "removed"  // the lab was removed by somebody outside the round
	Spared   = "spared"   // the second incident could not be brought about, and does not come
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
	Modifiers
	Next *scenarios.Scenario // the incident that comes when the first is said to be over; nil where none does
	Log  []Entry
}

// Modifiers make a round harder.
type Modifiers struct {
	NoHints bool `json:"no_hints"` // the expert is away
	Noise   bool `json:"noise"`    // other things go on beside the incident
	Second  bool `json:"second"`   // another incident comes after the first; a round without an incident stays one
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
func (r *Round) Has(what string) bool { return has(r.Log, what) }

// Over says that the responder has ended the round, or that its time was up.
func (r *Round) Over() bool { return r.Mended() || r.Has(GaveUp) || r.Has(TimedOut) || r.Has(Removed) }

// open refuses what has no place before a page or after the end.
func (r *Round) open() error {
	switch {
	case r.Over():
		return &Refusal{"the round is over", "firedrill oncall begins another"}
	case r.Halfway() && len(r.incidents()) == 1:
		return &Refusal{"that page is resolved, and there is no new one", "your shift goes on: firedrill status, firedrill top"}
	case !r.Has(Paged):
		return &Refusal{"you have not been paged yet", "meanwhile look around: firedrill status, firedrill top"}
	}
	return nil
}

// Ack takes the page. A second one changes nothing.
func (r *Round) Ack(at time.Duration) error {
	if err := r.open(); err != nil {
		return err
	}
	if !r.now().has(Acked) {
		r.Note(at, Acked, "")
	}
	return nil
}

// NextHint says what the next hint costs; false if there is none left.
func (r *Round) NextHint() (cost int, ok bool) {
	now := r.now()
	taken := now.hints()
	if taken >= min(len(now.scenario.Hints), len(hintCosts)) {
		return 0, false
	}
	return hintCosts[taken], true
}

// Hint gives the next hint.
func (r *Round) Hint(at time.Duration) (string, error) {
	if err := r.open(); err != nil {
		return "", err
	}
	if r.NoHints {
		return "", &Refusal{"hints are disabled in this round", "firedrill give-up ends the round and shows the cause"}
	}
	if _, ok := r.NextHint(); !ok {
		return "", &Refusal{"there are no more hints", "firedrill give-up ends the round and shows the cause"}
	}
	now := r.now()
	hint := now.scenario.Hints[now.hints()]
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
	d.Component = componentOf(d.Component)
	if !slices.Contains(scenarios.Components, d.Component) {
		return Entry{}, source.Unknown("component", d.Component, scenarios.Components)
	}
	if known := Mechanisms(r.Scenario); !slices.Contains(known, d.Mechanism) {
		return Entry{}, source.Unknown("mechanism", d.Mechanism, known)
	}
	e := Entry{At: at, What: Diagnose, Text: fmt.Sprintf("%s %s: %s", d.Component, d.Mechanism, d.Evidence)}
	e.Right, e.Part = judge(r.now().scenario, d.Component, d.Mechanism)
	r.Log = append(r.Log, e)
	return e, nil
}

// Resolve ends the round, or its first incident: what the responder says is over has to hold from now on.
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
