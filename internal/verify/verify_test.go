package verify_test

import (
	"slices"
	"testing"
	"time"

	"firedrill/internal/grade"
	"firedrill/internal/signals"
	"firedrill/internal/verify"
	"firedrill/scenarios"
)

func incident() *scenarios.Scenario {
	return &scenarios.Scenario{Name: "x", Lab: "fragile", Teaches: "something", Hardening: "something", Load: scenarios.Load{Rate: 100}, Cause: scenarios.Cause{Component: "redis", Mechanism: "stopped"},
		Timeline: scenarios.Timeline{Warmup: 3 * time.Second, Baseline: 12 * time.Second, Fault: 15 * time.Second, Recovery: 12 * time.Second},
		Faults:   []scenarios.Fault{{ID: "a#1", Kind: "a"}, {ID: "b#2", Kind: "b", At: 3 * time.Second}},
		Objectives: []scenarios.Objective{
			{Text: "fault: failed{route=order} <= 5%", Phase: "fault", Signal: "failed", Labels: map[string]string{"route": "order"}, Op: "<=", High: 0.05, Weight: 3},
			{Text: "fault: hop = cache", Phase: "fault", Signal: "hop", Op: "=", Word: "cache"},
			{Text: "recovery: recovered within 10s", Phase: "recovery", Signal: "recovered", Op: "<=", High: 10},
		}}
}

func checks(all []verify.Trial) []verify.Check {
	var out []verify.Check
	for _, t := range all {
		out = append(out, t.Check)
	}
	return out
}

func TestTrials_ControlHasNoFix(t *testing.T) {
	s := incident()
	want := []verify.Check{verify.Quiet, verify.Shows, verify.Repeats, verify.Fixed, verify.Hardened, verify.Restart, verify.Restarts, verify.Unloads, verify.Deletes}
	if got := checks(verify.Trials(s)); !slices.Equal(got, want) {
		t.Errorf("an incident: %q", got)
	}
	s.Hardening = ""
	if got := checks(verify.Trials(s)); slices.Contains(got, verify.Hardened) {
		t.Errorf("without a hardening: %q", got)
	}
	s.Cause = scenarios.Cause{Component: scenarios.None, Mechanism: scenarios.None}
	if got := checks(verify.Trials(s)); !slices.Equal(got, want[:3]) {
		t.Errorf("a control: %q", got)
	}
}

func TestTrials_FixedIsGradedAfterTheFix(t *testing.T) {
	for _, trial := range verify.Trials(incident()) {
		switch trial.Check {
		case verify.Quiet:
			if len(trial.Scenario.Faults) > 0 || trial.After > 0 {
				t.Errorf("the quiet trial does something: %+v", trial)
			}
		case verify.Fixed:
			if trial.After != 11*time.Second {
				t.Errorf("the fix comes %s into the fault phase, want 8 s after the last injection", trial.After)
			}
			var texts []string
			for _, o := range trial.Scenario.Objectives {
				texts = append(texts, o.Text)
			}
			want := []string{"baseline: failed <= 1%", "recovery: failed <= 1%", "run: lost orders = 0", "run: doubled orders = 0", "recovery: failed{route=order} <= 5%"}
			if !slices.Equal(texts, want) {
				t.Errorf("%q", texts)
			}
		}
	}
}

func score(f float64) *float64 { return &f }

func TestJudge(t *testing.T) {
	line := func(v grade.Verdict) []grade.Objective {
		return []grade.Objective{{Text: "recovery: failed <= 1%", Verdict: v}}
	}
	signed := func(v grade.Verdict) *grade.Signature {
		return &grade.Signature{Verdict: v, Lines: []grade.SignatureLine{{Text: "fault: failed in 20%..30%", Verdict: v}}}
	}
	fails := &grade.Result{Verdict: grade.Fail, Seed: 1, Score: score(40), Signature: signed(grade.Pass)}
	shown := &verify.Finding{Verdict: grade.Fail, Seed: 1, Score: score(40)}
	ended := &grade.Result{Verdict: grade.Pass, Objectives: line(grade.Pass)}
	endless := &grade.Result{Verdict: grade.Fail, Objectives: line(grade.Fail)}
	tests := map[string]struct {
		check verify.Check
		got   *grade.Result
		ok    bool
	}{
		"quiet and calm":                  {verify.Quiet, &grade.Result{Verdict: grade.Pass}, true},
		"quiet and yet an incident":       {verify.Quiet, &grade.Result{Verdict: grade.Pass, Incident: grade.Incident{Reported: true}}, false},
		"quiet and not graded":            {verify.Quiet, &grade.Result{Verdict: grade.Invalid}, false},
		"fails as promised":               {verify.Shows, fails, true},
		"fails in another way":            {verify.Shows, &grade.Result{Verdict: grade.Fail, Signature: signed(grade.Fail)}, false},
		"fails, and nothing is promised":  {verify.Shows, &grade.Result{Verdict: grade.Fail}, false},
		"does not fail":                   {verify.Shows, &grade.Result{Verdict: grade.Pass, Signature: signed(grade.Pass)}, false},
		"the same again":                  {verify.Repeats, &grade.Result{Verdict: grade.Fail, Seed: 1}, true},
		"another verdict":                 {verify.Repeats, &grade.Result{Verdict: grade.Pass, Seed: 1}, false},
		"another seed":                    {verify.Repeats, &grade.Result{Verdict: grade.Fail, Seed: 2}, false},
		"fixed":                           {verify.Fixed, &grade.Result{Verdict: grade.Pass, Objectives: line(grade.Pass)}, true},
		"not fixed":                       {verify.Fixed, &grade.Result{Verdict: grade.Fail, Objectives: line(grade.Fail)}, false},
		"fixed, but the drill broke":      {verify.Fixed, &grade.Result{Verdict: grade.Invalid, Objectives: line(grade.Invalid)}, false},
		"hardened is better":              {verify.Hardened, &grade.Result{Verdict: grade.Pass, Score: score(90)}, true},
		"hardened is no better":           {verify.Hardened, &grade.Result{Verdict: grade.Pass, Score: score(40)}, false},
		"a cheat that leaves users hurt":  {verify.Restarts, &grade.Result{Verdict: grade.Fail, Objectives: line(grade.Fail)}, true},
		"a cheat that passes":             {verify.Restarts, &grade.Result{Verdict: grade.Pass, Objectives: line(grade.Pass)}, false},
		"a restart that helps nobody":     {verify.Restart, endless, true},
		"a restart that ends it silently": {verify.Restart, ended, false},
		"a cheat that broke the drill":    {verify.Unloads, &grade.Result{Verdict: grade.Invalid}, true},
		"a cheat after which nothing was": {verify.Unloads, nil, true},
		"a fix after which nothing was":   {verify.Fixed, nil, false},
	}
	for name, tt := range tests {
		f := verify.Judge(verify.Trial{Check: tt.check, Scenario: incident()}, verify.Outcome{Result: tt.got, Windows: felt()}, shown)
		if f.OK != tt.ok {
			t.Errorf("%s: %+v", name, f)
		}
	}
}

// felt returns the windows of a drill whose fault phase began ten seconds after the load and failed half of the
// requests.
func felt() *signals.Windows {
	second := signals.Second{}
	second.Scheduled, second.Failed = 100, 50
	fault := &signals.Phase{Name: "fault", Start: 10e6, End: 40e6}
	for range 30 {
		fault.Seconds = append(fault.Seconds, second)
	}
	return &signals.Windows{Phases: []*signals.Phase{fault}}
}

func TestJudge_RestartMustDoWhatScenarioSays(t *testing.T) {
	for _, tt := range []struct{ says, ends, ok bool }{{false, false, true}, {false, true, false}, {true, true, true}, {true, false, false}} {
		s := incident()
		s.Restarts = tt.says
		r := &grade.Result{Verdict: grade.Pass, Objectives: []grade.Objective{{Verdict: map[bool]grade.Verdict{true: grade.Pass, false: grade.Fail}[tt.ends]}}}
		f := verify.Judge(verify.Trial{Check: verify.Restart, Scenario: s, After: 8 * time.Second}, verify.Outcome{Result: r, Windows: felt()}, nil)
		if f.OK != tt.ok {
			t.Errorf("%+v: %+v", tt, f)
		}
		if most := 49; !tt.says && tt.ok && *f.Points > most {
			t.Errorf("%+v: %d points", tt, *f.Points)
		}
	}
}

func TestJudge_FixScoresAsExpert(t *testing.T) {
	s := incident()
	s.Cause = scenarios.Cause{Component: "redis", Mechanism: "stopped"}
	s.Teaches = "something"
	well := &grade.Result{Verdict: grade.Pass, Objectives: []grade.Objective{{Verdict: grade.Pass}}}
	trial := verify.Trial{Check: verify.Fixed, Scenario: s, After: 8 * time.Second}
	if f := verify.Judge(trial, verify.Outcome{Result: well, Windows: felt()}, nil); !f.OK || *f.Points < 95 {
		t.Errorf("an expert: %+v, %d points", f, *f.Points)
	}
	s.Cause.Component = "the moon" // which no diagnosis can name
	if f := verify.Judge(trial, verify.Outcome{Result: well, Windows: felt()}, nil); f.OK {
		t.Errorf("a cause that nobody can name: %+v", f)
	}
}
