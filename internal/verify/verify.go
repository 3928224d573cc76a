// Package verify decides whether a scenario holds what it promises: which trials show it, what each must come to, and
// whether that is known already. It is pure but for the book of results; the trials themselves are run by its caller.
// docs/verifying.md holds its rules.
package verify

import (
	"slices"
	"time"

	"firedrill/scenarios"
)

// Check is one thing that a scenario must hold.
type Check string

// Checks, in the order in which they are told.
const (
	Quiet    Check = "quiet"         // with no fault injected there is no incident
	Shows    Check = "shows"         // with the fault, users are hurt in the way that its signature says
	Repeats  Check = "repeats"       // from fresh with the same seed the verdict is the same
	Fixed    Check = "fixed"         // the reference fix, typed in mid-drill, ends it, and it stays ended
	Hardened Check = "hardened"      // the hardened lab grades better
	Restart  Check = "restart"       // to restart everything once ends it only where the scenario says so
	Restarts Check = "restart-cheat" // to restart everything again and again does not pass
	Unloads  Check = "load-cheat"    // to stop the load does not pass
	Deletes  Check = "delete-cheat"  // to delete the balancer does not pass
)

// Checks lists them.
var Checks = []Check{Quiet, Shows, Repeats, Fixed, Hardened, Restart, Restarts, Unloads, Deletes}

// Trial is one drill that has to be run to check a scenario.
type Trial struct {
	Check    Check
	Lab      string
	Scenario *scenarios.Scenario // as this trial needs it: without faults, or with another timeline
	After    time.Duration       // from the start of the fault phase to what is done by hand; 0 where nothing is
	Shared   bool                // what it comes to holds for every scenario of the same lab and load
}

// The timeline of trials that are ended by hand, shorter than a drill's where nothing is graded.
const (
	shortBaseline = 6 * time.Second
	shortRecovery = 10 * time.Second
	actAfter      = 8 * time.Second // from the last injection to the fix
)

// Trials are the drills by which a scenario is checked. A control has no incident to end, and no lab that grades better.
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

// cheats hurt users by themselves. They are tried on a lab that is whole, which is the best that could come of them, and
// so hold for every scenario of that lab and load.
func cheats(lab string, by *scenarios.Scenario) []Trial {
	whole := *by
	whole.Faults, whole.Objectives = nil, Held(nil)
	var all []Trial
	for _, c := range []Check{Restarts, Unloads, Deletes} {
		all = append(all, Trial{Check: c, Lab: lab, Scenario: &whole, After: actAfter, Shared: true})
	}
	return all
}

// quiet is the scenario with nothing done to the lab.
func quiet(s *scenarios.Scenario) *scenarios.Scenario {
	q := *s
	q.Faults, q.Signature = nil, nil
	q.Objectives = []scenarios.Objective{
		{Text: "baseline: failed <= 1%", Phase: "baseline", Signal: "failed", Op: "<=", High: 0.01, Weight: 1},
		{Text: "fault: failed <= 1%", Phase: "fault", Signal: "failed", Op: "<=", High: 0.01, Weight: 1},
	}
	return &q
}

// byHand is the scenario as it is run when it is ended by hand: graded by whether users are well afterwards.
func byHand(s *scenarios.Scenario) *scenarios.Scenario {
	h := *s
	h.Timeline.Baseline, h.Timeline.Recovery = min(shortBaseline, s.Timeline.Baseline), shortRecovery
	h.Objectives, h.Signature = Held(s.Objectives), nil
	return &h
}

// actTime leaves the last fault the time to be felt.
func actTime(s *scenarios.Scenario) time.Duration {
	var last time.Duration
	for _, f := range s.Faults {
		last = max(last, f.At)
	}
	return min(last+actAfter, s.Timeline.Fault)
}

// Held turns what users are promised while a fault acts into what they must have once it was fixed: the same bounds, after
// the fix has settled, and no order lost or doubled.
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
