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
	Broken   = "broken"   // the fault was injected; nobody is told
	Paged    = "page"     // the pager rang
	Acked    = "ack"      // the responder acknowledged the page
	Hinted   = "hint"     // a hint was taken
	Diagnose = "diagnose" // a diagnosis was made
	Command  = "command"  // something was typed
	Resolved = "resolve"  // the responder declared the incident resolved
	GaveUp   = "give-up"  // the responder gave up
	TimedOut = "time-out" // the round timed out
	Pulled   = "trigger"  // the trigger ran: it brings back an incident that was not really fixed
	Aside    = "aside"    // an innocent change was made
	Outside  = "outside"  // the lab was changed by other means than our commands
	Removed  = "removed"  // the lab was removed from outside the round
	Spared   = "spared"   // the second incident could not be injected, and does not happen
)

// Entry is one entry in a round's log.
type Entry struct {
	At    time.Duration `json:"at"` // since the start of the load
	What  string        `json:"what"`
	Text  string        `json:"text,omitempty"`
	Right bool          `json:"right,omitempty"` // the diagnosed component and mechanism are right
	Part  bool          `json:"part,omitempty"`  // only the diagnosed component is right
}

// Round is the state of one round.
type Round struct {
	Scenario *scenarios.Scenario
	Seed     uint64
	Modifiers
	Next *scenarios.Scenario // incident after the first is declared resolved; nil: none
	Log  []Entry
}

// Modifiers make a round harder.
type Modifiers struct {
	NoHints bool `json:"no_hints"` // hints are not available
	Noise   bool `json:"noise"`    // unrelated activity beside the incident
	Second  bool `json:"second"`   // another incident follows the first; a round without an incident stays one
}

// hintCosts are the costs of the hints in points, the vaguest hint first.
var hintCosts = []int{5, 10, 20}

// Refusal is an error for a request that is not possible now.
type Refusal struct{ Message, Advice string }

func (e *Refusal) Error() string { return e.Message }

// Hint returns what to do instead.
func (e *Refusal) Hint() string { return e.Advice }

// Note adds a log entry.
func (r *Round) Note(at time.Duration, what, text string) {
	r.Log = append(r.Log, Entry{At: at, What: what, Text: text})
}

// Has reports whether the log has an entry of a kind.
func (r *Round) Has(what string) bool { return has(r.Log, what) }

// Over reports whether the responder has ended the round, or it ended by itself.
func (r *Round) Over() bool { return r.Mended() || r.Has(GaveUp) || r.Has(TimedOut) || r.Has(Removed) }

// open refuses actions before a page or after the end.
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

// Ack acknowledges the page. A second call changes nothing.
func (r *Round) Ack(at time.Duration) error {
	if err := r.open(); err != nil {
		return err
	}
	if !r.now().has(Acked) {
		r.Note(at, Acked, "")
	}
	return nil
}

// NextHint returns the cost of the next hint; false if there is none left.
func (r *Round) NextHint() (cost int, ok bool) {
	now := r.now()
	taken := now.hints()
	if taken >= min(len(now.scenario.Hints), len(hintCosts)) {
		return 0, false
	}
	return hintCosts[taken], true
}

// Hint returns the next hint.
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

// Diagnosis is the cause that a responder names.
type Diagnosis struct {
	Component string `json:"component"`
	Mechanism string `json:"mechanism"`
	Evidence  string `json:"evidence,omitempty"`
}

// Diagnosed judges a diagnosis. The responder learns the result, as a real system would show in the end; a wrong one
// costs points, which discourages guessing.
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

// Resolve ends the round, or its first incident: the fix must hold from now on.
func (r *Round) Resolve(at time.Duration) error {
	if err := r.open(); err != nil {
		return err
	}
	r.Note(at, Resolved, "")
	return nil
}

// GiveUp ends the round on the responder's request.
func (r *Round) GiveUp(at time.Duration) error {
	if err := r.open(); err != nil {
		return err
	}
	r.Note(at, GaveUp, "")
	return nil
}
