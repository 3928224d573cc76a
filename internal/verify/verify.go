// Package verify decides whether a scenario does what it claims: which trials show it, what each must give, and whether
// that is already known. It is pure except for the book of results; the caller runs the trials. docs/verifying.md holds
// its rules.
package verify

import (
	"slices"
	"time"

	"firedrill/scenarios"
)

// Check is one property that a scenario must have.
type Check string

// Checks, in the order in which they are listed.
const (
	Quiet    Check = "quiet"         // without the fault there is no incident
	Shows    Check = "shows"         // with the fault, users are affected as its signature says
	Repeats  Check = "repeats"       // a new lab with the same seed gives the same verdict
	Fixed    Check = "fixed"         // the reference fix during the drill ends the incident for good
	Hardened Check = "hardened"      // the lab hardened gets a better grade
	Restart  Check = "restart"       // restarting everything once is a fix only if the scenario says so
	Restarts Check = "restart-cheat" // restarting everything repeatedly does not pass
	Unloads  Check = "load-cheat"    // stopping the load does not pass
	Deletes  Check = "delete-cheat"  // deleting the balancer does not pass
)

// Checks lists all checks.
var Checks = []Check{Quiet, Shows, Repeats, Fixed, Hardened, Restart, Restarts, Unloads, Deletes}

// Trial is one drill that is run to check a scenario.
type Trial struct {
	Check    Check
	Lab      string
	Scenario *scenarios.Scenario // adapted to this trial: without faults, or with another timeline
	After    time.Duration       // time from the start of the fault phase to the manual action; 0 without one
	Shared   bool                // its outcome holds for every scenario with the same lab and load
}

// The timeline of trials with a manual action, shorter than a drill's in phases that are not graded.
const (
	shortBaseline = 6 * time.Second
	shortRecovery = 10 * time.Second
	actAfter      = 8 * time.Second // from the last injection to the fix
)

// Trials returns the trials that check a scenario. A control has no incident to end and no lab that gets a better
// grade.
func Trials(s *scenarios.Scenario) []Trial {
	all := []Trial{{Check: Quiet, Lab: s.Lab, Scenario: quiet(s), Shared: true}, {Check: Shows, Lab: s.Lab, Scenario: s}, {Check: Repeats, Lab: s.Lab, Scenario: s}}
	if s.Control() {
		return all
	}
	by := byHand(s)
	after := actTime(s)
	all = append(all, Trial{Check: Fixed, Lab: s.Lab, Scenario: by, After: after})
	if s.Hardening != "" {
		all = append(all, Trial{Check: Hardened, Lab: scenarios.HardenedLab(s.Lab), Scenario: s})
	}
	all = append(all, Trial{Check: Restart, Lab: s.Lab, Scenario: by, After: after})
	return append(all, cheats(s.Lab, by)...)
}

// cheats returns the trials of actions that only hurt users. They run on an undamaged lab, which is their best case, so
// that their outcome holds for every scenario with that lab and load.
func cheats(lab string, by *scenarios.Scenario) []Trial {
	whole := *by
	whole.Faults, whole.Objectives = nil, Held(nil)
	var all []Trial
	for _, c := range []Check{Restarts, Unloads, Deletes} {
		all = append(all, Trial{Check: c, Lab: lab, Scenario: &whole, After: actAfter, Shared: true})
	}
	return all
}

// quiet returns the scenario without faults.
func quiet(s *scenarios.Scenario) *scenarios.Scenario {
	q := *s
	q.Faults, q.Signature = nil, nil
	q.Objectives = []scenarios.Objective{
		{Text: "baseline: failed <= 1%", Phase: "baseline", Signal: "failed", Op: "<=", High: 0.01, Weight: 1},
		{Text: "fault: failed <= 1%", Phase: "fault", Signal: "failed", Op: "<=", High: 0.01, Weight: 1},
	}
	return &q
}

// byHand returns the scenario for a trial with a manual action: graded by whether users are well afterwards.
func byHand(s *scenarios.Scenario) *scenarios.Scenario {
	h := *s
	h.Timeline.Baseline, h.Timeline.Recovery = min(shortBaseline, s.Timeline.Baseline), shortRecovery
	h.Objectives, h.Signature = Held(s.Objectives), nil
	return &h
}

// actTime leaves time for the last fault to take effect.
func actTime(s *scenarios.Scenario) time.Duration {
	var last time.Duration
	for _, f := range s.Faults {
		last = max(last, f.At)
	}
	return min(last+actAfter, s.Timeline.Fault)
}

// Held converts the objectives for the time under fault to those after the fix: the same bounds once the fix has
// settled, and no lost or duplicated order.
func Held(objectives []scenarios.Objective) []scenarios.Objective {
	held := []scenarios.Objective{
		{Text: "baseline: failed <= 1%", Phase: "baseline", Signal: "failed", Op: "<=", High: 0.01, Weight: 1},
		{Text: "recovery: failed <= 1%", Phase: "recovery", Signal: "failed", Op: "<=", High: 0.01, Key: true, Weight: 1},
		{Text: "run: lost orders = 0", Phase: "run", Signal: "lost orders", Op: "=", Key: true, Weight: 1},
		{Text: "run: doubled orders = 0", Phase: "run", Signal: "doubled orders", Op: "=", Key: true, Weight: 1},
	}
	for _, o := range objectives {
		if o.Phase != "fault" || !slices.Contains([]string{"failed", "slow", "p50", "p95", "p99", "throughput"}, o.Signal) {
			continue
		}
		o.Text = "recovery" + o.Text[len(o.Phase):]
		o.Phase, o.Key = "recovery", true
		held = append(held, o)
	}
	return held
}
