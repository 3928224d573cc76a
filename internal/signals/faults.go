package signals

import (
	"fmt"

	"firedrill/internal/record"
)

// Fault is the life of one fault, put together from its events.
type Fault struct {
	ID, Kind, Target        string
	Params                  map[string]string
	Injected, Reverted      int64 // µs since the record's start; record.Absent if it never was
	Mechanism, Effect, Gone *record.Check
	Errors                  []string // what went wrong, as "step: error"
	Withdrawn               bool     // the drill went on without it

	Ended    int64  // when it was seen to act no more before its revert, µs since the record's start; record.Absent if it never was
	EndedSaw string // what was seen then
	ByHand   bool   // somebody may have ended it, as in a round
}

// Lost says that the fault ended before it was reverted, in a drill in which nobody was to end it.
func (f *Fault) Lost() bool { return f.Ended != record.Absent && !f.ByHand && !f.Withdrawn }

// faults puts the lives of all faults together, in the order in which they were first named. Of several looks at the
// same thing the last one counts.
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
			f.Ended, f.ByHand, f.EndedSaw = at, e.ByHand, seen(e.Mechanism)
		}
	case record.StepWithdrawn:
		f.Withdrawn = true
	}
}

// seen is what a look saw.
func seen(c *record.Check) string {
	if c == nil {
		return ""
	}
	return c.Saw
}
