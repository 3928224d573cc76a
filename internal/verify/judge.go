package verify

import (
	"fmt"

	"firedrill/internal/grade"
	"firedrill/scenarios"
)

// Finding is what a check came to.
type Finding struct {
	Check   Check         `json:"check"`
	OK      bool          `json:"ok"`
	Saw     string        `json:"saw"`
	Run     string        `json:"run,omitempty"`
	Verdict grade.Verdict `json:"verdict,omitempty"`
	Score   *float64      `json:"score,omitempty"`
	Hop     string        `json:"hop,omitempty"`    // where the report's split points in the fault phase
	Failed  *float64      `json:"failed,omitempty"` // fraction of requests in the fault phase
	P95     *float64      `json:"p95_ms,omitempty"` // in the fault phase
}

// Outcome is what running a trial gave.
type Outcome struct {
	Result *grade.Result // nil when there is none
	Error  string        // why the drill did not come to its end
	Dir    string        // where its record lies; "" when there is none
}

// Judge says what a trial's outcome shows. shown is what the Shows trial of the same scenario came to, for those checks
// that compare with it.
func Judge(t Trial, o Outcome, shown *grade.Result) Finding {
	f := Finding{Check: t.Check}
	if o.Result == nil {
		f.OK, f.Saw = t.Check == Unloads, "no result: "+o.Error
		return f
	}
	f.Run, f.Verdict, f.Score, f.Hop = o.Result.Run, o.Result.Verdict, o.Result.Score, o.Result.Incident.Hop
	f.Failed, f.P95 = faultFigures(o.Result)
	f.OK, f.Saw = judges[t.Check](t.Scenario, o.Result, shown)
	return f
}

var judges = map[Check]func(s *scenarios.Scenario, r, shown *grade.Result) (bool, string){
	Quiet:    judgeQuiet,
	Shows:    judgeShows,
	Repeats:  judgeRepeats,
	Fixed:    func(_ *scenarios.Scenario, r, _ *grade.Result) (bool, string) { return Well(r) },
	Hardened: judgeHardened,
	Restarts: judgeCheat,
	Unloads:  judgeCheat,
	Deletes:  judgeCheat,
}

func judgeQuiet(_ *scenarios.Scenario, r, _ *grade.Result) (bool, string) {
	if r.Verdict == grade.Invalid {
		return false, r.Reason
	}
	return !r.Incident.Reported, r.Incident.Why
}

func judgeShows(s *scenarios.Scenario, r, _ *grade.Result) (bool, string) {
	if s.Control() {
		if r.Verdict != grade.Pass {
			return false, fmt.Sprintf("%s: %s", r.Verdict, r.Reason)
		}
		return judgeQuiet(s, r, nil)
	}
	if r.Verdict == grade.Invalid {
		return false, r.Reason
	}
	if r.Verdict != grade.Fail {
		return false, fmt.Sprintf("it does not fail on %s: %s: %s", r.Lab, r.Verdict, r.Reason)
	}
	if r.Signature == nil {
		return false, "the scenario has no signature for this lab"
	}
	for _, line := range r.Signature.Lines {
		if line.Verdict == grade.Fail || line.Verdict == grade.Invalid {
			return false, "not its signature: " + line.Text + ": " + line.Why
		}
	}
	return true, "it fails as promised: " + r.Reason
}

func judgeRepeats(_ *scenarios.Scenario, r, shown *grade.Result) (bool, string) {
	switch {
	case shown == nil:
		return false, "there is no first run to compare with"
	case r.Seed != shown.Seed:
		return false, fmt.Sprintf("seed %d, and %d the first time", r.Seed, shown.Seed)
	case r.Verdict != shown.Verdict:
		return false, fmt.Sprintf("%s, and %s the first time: %s", r.Verdict, shown.Verdict, r.Reason)
	}
	return true, fmt.Sprintf("%s both times", r.Verdict)
}

func judgeHardened(_ *scenarios.Scenario, r, shown *grade.Result) (bool, string) {
	if r.Verdict == grade.Invalid {
		return false, r.Reason
	}
	if shown == nil || shown.Score == nil || r.Score == nil {
		return false, "there is no score to compare"
	}
	saw := fmt.Sprintf("%s with %g points, %s on %s with %g", r.Verdict, *r.Score, shown.Verdict, shown.Lab, *shown.Score)
	return *r.Score > *shown.Score, saw
}

// judgeCheat wants that what was done does not count as a fix.
func judgeCheat(_ *scenarios.Scenario, r, _ *grade.Result) (bool, string) {
	passes, why := Well(r)
	return !passes, why
}

// Well says that users are well after what was done by hand, of a drill that was graded by Held: no bound missed, and all
// of it measured.
func Well(r *grade.Result) (bool, string) {
	if r.Verdict == grade.Invalid {
		return false, r.Reason
	}
	for _, o := range r.Objectives {
		if o.Verdict == grade.Fail || o.Verdict == grade.Invalid {
			return false, o.Text + ": " + o.Why
		}
	}
	return true, "users are well once it has settled, and stay so"
}

// faultFigures are what users saw in the fault phase.
func faultFigures(r *grade.Result) (failed, p95 *float64) {
	for _, p := range r.Phases {
		if p.Name == "fault" && p.Scheduled > 0 {
			f := float64(p.Failed+p.Dropped) / float64(p.Scheduled)
			return &f, p.Latency.P95
		}
	}
	return nil, nil
}
