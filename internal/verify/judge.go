package verify

import (
	"fmt"
	"math"
	"time"

	"firedrill/internal/grade"
	"firedrill/internal/record"
	"firedrill/internal/signals"
)

// Finding is the outcome of one check.
type Finding struct {
	Check   Check         `json:"check"`
	OK      bool          `json:"ok"`
	Saw     string        `json:"saw"`
	Run     string        `json:"run,omitempty"`
	Verdict grade.Verdict `json:"verdict,omitempty"`
	Code    record.Code   `json:"code,omitempty"` // why the drill is invalid
	Seed    uint64        `json:"seed,omitempty"`
	Score   *float64      `json:"score,omitempty"`
	Points  *int          `json:"points,omitempty"` // score of this trial as an on-call round
	Hop     string        `json:"hop,omitempty"`    // hop that the report names for the fault phase
	Failed  *float64      `json:"failed,omitempty"` // fraction of requests in the fault phase
	P95     *float64      `json:"p95_ms,omitempty"` // in the fault phase

	Key     string    `json:"key"`    // key of the trial
	Images  []string  `json:"images"` // images of nginx, Redis and Postgres
	Version string    `json:"version"`
	At      time.Time `json:"at"`
	Seconds float64   `json:"seconds"` // length of the trial
}

// Outcome is the outcome of running a trial.
type Outcome struct {
	Result  *grade.Result // nil when there is none
	Windows *signals.Windows
	Error   string        // why the drill did not complete
	Dir     string        // directory of its record; "" if there is none
	Took    time.Duration // total time
}

// Busy reports that the trial says nothing about the scenario because the machine was too busy: another attempt may
// succeed.
func (o *Outcome) Busy() bool {
	return o.Result != nil && (o.Result.Code.Busy() || o.Result.Signature.Busy())
}

// Judge judges a trial's outcome. shown is the finding of the Shows trial of the same scenario, for checks that compare
// with it; nil if unknown.
func Judge(t Trial, o Outcome, shown *Finding) Finding {
	f := Finding{Check: t.Check, Seconds: math.Round(o.Took.Seconds())}
	if o.Result == nil {
		f.OK, f.Saw = t.Check == Unloads, "no result: "+o.Error
		return f
	}
	f.Run, f.Verdict, f.Code, f.Seed, f.Score, f.Hop = o.Result.Run, o.Result.Verdict, o.Result.Code, o.Result.Seed, o.Result.Score, o.Result.Incident.Hop
	f.Failed, f.P95 = faultFigures(o.Result)
	f.OK, f.Saw = judges[t.Check](t, o, shown)
	if !f.OK && f.Code == "" && o.Busy() {
		f.Code = record.CodeMachineBusy
	}
	if played := scripts[t.Check]; played != nil {
		points := played(t, o)
		f.Points = &points
		if f.OK && !enough(t, points) {
			f.OK, f.Saw = false, fmt.Sprintf("%d points on call: %s", points, f.Saw)
		}
	}
	return f
}

var judges = map[Check]func(t Trial, o Outcome, shown *Finding) (bool, string){
	Quiet:    judgeQuiet,
	Shows:    judgeShows,
	Repeats:  judgeRepeats,
	Fixed:    func(_ Trial, o Outcome, _ *Finding) (bool, string) { return Well(o.Result) },
	Hardened: judgeHardened,
	Restart:  judgeRestart,
	Restarts: judgeCheat,
	Unloads:  judgeCheat,
	Deletes:  judgeCheat,
}

func judgeQuiet(_ Trial, o Outcome, _ *Finding) (bool, string) {
	r := o.Result
	if r.Verdict == grade.Invalid {
		return false, r.Reason
	}
	return !r.Incident.Reported, r.Incident.Why
}

func judgeShows(t Trial, o Outcome, _ *Finding) (bool, string) {
	r := o.Result
	if t.Scenario.Control() {
		if r.Verdict != grade.Pass {
			return false, fmt.Sprintf("%s: %s", r.Verdict, r.Reason)
		}
		return judgeQuiet(t, o, nil)
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

func judgeRepeats(_ Trial, o Outcome, shown *Finding) (bool, string) {
	r := o.Result
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

func judgeHardened(_ Trial, o Outcome, shown *Finding) (bool, string) {
	r := o.Result
	if r.Verdict == grade.Invalid {
		return false, r.Reason
	}
	if shown == nil || shown.Score == nil || r.Score == nil {
		return false, "there is no score to compare"
	}
	saw := fmt.Sprintf("%s with %g points, %s with %g as it stands", r.Verdict, *r.Score, shown.Verdict, *shown.Score)
	return *r.Score > *shown.Score, saw
}

// judgeCheat requires that the cheat does not count as a fix.
func judgeCheat(_ Trial, o Outcome, _ *Finding) (bool, string) {
	passes, why := Well(o.Result)
	return !passes, why
}

// judgeRestart requires that restarting everything has the effect that the scenario states, so that a restart is
// counted as a fix only where it is one.
func judgeRestart(t Trial, o Outcome, _ *Finding) (bool, string) {
	if o.Result.Verdict == grade.Invalid {
		return false, o.Result.Reason
	}
	ends, why := Well(o.Result)
	if ends && !t.Scenario.Restarts {
		return false, "to restart everything ends it, and the scenario does not say so: restarts: true"
	}
	if !ends && t.Scenario.Restarts {
		return false, "to restart everything does not end it, and the scenario says so: " + why
	}
	return true, why
}

// Well reports whether users are well after the manual action, for a drill graded by Held: no objective missed, and all
// of them measured.
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

// faultFigures returns the failed fraction and p95 of the fault phase.
func faultFigures(r *grade.Result) (failed, p95 *float64) {
	p := r.Phase(record.PhaseFault)
	if p == nil {
		return nil, nil
	}
	return p.FailedFraction(), p.Latency.P95
}
