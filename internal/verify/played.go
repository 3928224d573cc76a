package verify

import (
	"time"

	"firedrill/internal/oncall"
	"firedrill/internal/record"
	"firedrill/scenarios"
)

// What rounds on call must be worth: an expert's at least, and that of who restarts everything, where this is no fix, at
// most.
const (
	expertPoints    = 90
	restarterPoints = 49
)

// scripts are the trials that are rounds on call at the same time, with what each is worth.
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

// points scores a trial as if the pager had rung when it was acted.
func points(t Trial, o Outcome, play func(s *scenarios.Scenario, broken, page time.Duration) *oncall.Round) int {
	fault := o.Windows.Phase(record.PhaseFault)
	if fault == nil {
		return 0
	}
	broken := time.Duration(fault.Start) * time.Microsecond
	page := broken + t.After
	return oncall.Score(play(t.Scenario, broken, page), Facts(o, page)).Total
}

// Facts are what the record of a drill that was ended by hand tells of it, where the pager rang at that time since the start
// of the load.
func Facts(o Outcome, page time.Duration) oncall.Facts {
	f := oncall.Measured(o.Windows, page)
	f.Held, f.Why = Well(o.Result)
	if a := o.Result.Audit; a.Lost != nil && a.Doubled != nil {
		f.Lost = *a.Lost + *a.Doubled
	}
	return f
}
