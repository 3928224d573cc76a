package grade

import (
	"firedrill/internal/signals"
	"firedrill/scenarios"
)

// Promises judges a scenario's objectives by themselves, whatever else is missing in the drill. The windows must have been
// measured for Asks of the same objectives. An objective that was not measured is invalid.
func Promises(w *signals.Windows, sc *scenarios.Scenario) []Objective {
	s := &sheet{w: w, scenario: sc}
	return s.judged(sc.Objectives, nil)
}
