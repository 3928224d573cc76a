package verify

import (
	"time"

	"firedrill/internal/oncall"
	"firedrill/internal/record"
	"firedrill/scenarios"
)

// Bounds on the scores of on-call rounds: a minimum for an expert, and a maximum for a responder who restarts
// everything where that is no fix.
const (
	expertPoints    = 90
	restarterPoints = 49
)

// scripts are the trials that are also on-call rounds, with the function that scores each.
var scripts = map[Check]func(t Trial, o Outcome) int{
	Fixed:   func(t Trial, o Outcome) int { return points(t, o, oncall.Expert) },
	Restart: func(t Trial, o Outcome) int { return points(t, o, oncall.Restarter) },
}

func enough(t Trial, points int) bool {
	if t.Check == Fixed {
		return points >= expertPoints
	}
	return t.Scenario.Restarts || points <= restarterPoints
}

// points scores a trial as if the pager had rung when the action was taken.
func points(t Trial, o Outcome, play func(s *scenarios.Scenario, broken, page time.Duration) *oncall.Round) int {
	fault := o.Windows.Phase(record.PhaseFault)
	if fault == nil {
		return 0
	}
	broken := time.Duration(fault.Start) * time.Microsecond
	page := broken + t.After
	return oncall.Score(play(t.Scenario, broken, page), Facts(o, page)).Total
}

// Facts returns the facts of a round from the record of a drill that was ended by hand. page is when the pager rang,
// since the start of the load.
func Facts(o Outcome, page time.Duration) oncall.Facts {
	f := oncall.Measured(o.Windows, page)
	f.Held, f.Why = Well(o.Result)
	if a := o.Result.Audit; a.Lost != nil && a.Doubled != nil {
		f.Lost = *a.Lost + *a.Doubled
	}
	return f
}
