package scenarios

import (
	"maps"
	"time"
)

// defaults is the scenario that an empty file would be if it were one.
func defaults(w Workload) *Scenario {
	return &Scenario{
		Brief: "A weekday evening. The shop sells as usual.",
		Lab:   "fragile",
		Load: Load{
			Rate:     200,
			Arrivals: "constant",
			Mix:      w.Mix,
			Timeout:  10 * time.Second,
		},
		Timeline: Timeline{Warmup: 3 * time.Second, Baseline: 12 * time.Second, Fault: 15 * time.Second, Recovery: 12 * time.Second},
	}
}

// common are the objectives that every drill has, unless it says otherwise of the same signal: the lab was well before,
// is well again afterwards, and no write that was acknowledged is lost.
func common(w Workload) []Objective {
	all := []Objective{
		{Text: "baseline: failed <= 1%", Phase: "baseline", Signal: "failed", Op: "<=", High: 0.01, Weight: 1},
		{Text: "recovery: recovered within 10s", Phase: "recovery", Signal: "recovered", Op: "<=", High: 10, Weight: 1},
	}
	if w.Writes != "" {
		lost := Objective{Phase: Run, Signal: Lost + " " + w.Writes, Op: "=", Key: true, Weight: 1}
		lost.Text = lost.String()
		all = append(all, lost)
	}
	return all
}

// withCommon adds the objectives that go without saying.
func withCommon(s *Scenario, w Workload) []Objective {
	all := s.Objectives
	for _, c := range common(w) {
		if c.Phase == "recovery" && len(s.Faults) == 0 {
			continue // nothing to recover from
		}
		if !s.speaksOf(c) {
			all = append(all, c)
		}
	}
	return all
}

// speaksOf says that an objective of the scenario bounds the same signal.
func (s *Scenario) speaksOf(c Objective) bool {
	for _, o := range s.Objectives {
		if o.Phase == c.Phase && o.Signal == c.Signal && maps.Equal(o.Labels, c.Labels) {
			return true
		}
	}
	return false
}
