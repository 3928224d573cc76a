package grade

import (
	"firedrill/internal/signals"
	"firedrill/scenarios"
)

// Promises judges a scenario's objectives on their own, whatever else is missing in the drill. The windows must have
// been measured with Asks for the same objectives. An objective that was not measured is invalid.
func Promises(w *signals.Windows, sc *scenarios.Scenario) []Objective {
	s := &sheet{w: w, scenario: sc}
	return s.judged(sc.Objectives, nil)
}
