package signals

import (
	"fmt"

	"firedrill/internal/record"
)

// Fault is the life cycle of one fault, assembled from its events.
type Fault struct {
	ID, Kind, Target        string
	Params                  map[string]string
	Injected, Reverted      int64 // µs since the record's start; record.Absent if it did not happen
	Mechanism, Effect, Gone *record.Check
	Errors                  []string // what went wrong, as "step: error"
	Withdrawn               bool     // the drill continued without it

	Ended    int64  // when it was found inactive before its revert, µs since the record's start; record.Absent if that did not happen
	EndedSaw string // what that check saw
	ByHand   bool   // a responder was allowed to end it, as in a round
}

// Lost reports that the fault ended before it was reverted, in a drill in which nobody was supposed to end it.
func (f *Fault) Lost() bool { return f.Ended != record.Absent && !f.ByHand && !f.Withdrawn }

// faults assembles the life cycles of all faults, in the order of their first events. If a check was repeated, the last
// one counts.
func faults(events []record.Event) []Fault {
	var all []Fault
	index := map[string]int{}
	for _, e := range events {
		if e.Fault == nil {
			continue
		}
		i, known := index[e.Fault.ID]
		if !known {
			i = len(all)
			index[e.Fault.ID] = i
			all = append(all, Fault{ID: e.Fault.ID, Injected: record.Absent, Reverted: record.Absent, Ended: record.Absent})
		}
		all[i].step(e.At, e.Fault)
	}
	return all
}

func (f *Fault) step(at int64, e *record.Fault) {
	f.Kind, f.Target = e.Kind, e.Target
	if len(e.Params) > 0 {
		f.Params = e.Params
	}
	if e.Error != "" {
		f.Errors = append(f.Errors, fmt.Sprintf("%s: %s", e.Step, e.Error))
		return
	}
	switch e.Step {
	case record.StepInjected:
		f.Injected = at
	case record.StepReverted:
		f.Reverted = at
	case record.StepProven:
		f.Mechanism, f.Effect = e.Mechanism, e.Effect
	case record.StepGone:
		f.Gone = e.Gone
	case record.StepEnded:
		if f.Ended == record.Absent {
			f.Ended, f.ByHand, f.EndedSaw = at, e.ByHand, saw(e.Mechanism)
		}
	case record.StepWithdrawn:
		f.Withdrawn = true
	}
}

// saw returns what a check saw.
func saw(c *record.Check) string {
	if c == nil {
		return ""
	}
	return c.Saw
}
