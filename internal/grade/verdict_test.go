package grade

import (
	"math/rand/v2"
	"testing"

	"firedrill/internal/record"
	"firedrill/internal/record/recordtest"
	"firedrill/scenarios"
)

// failing makes each request of the fault phase fail with a probability, alone or in bursts.
func failing(chance float64, burst int) func(*rand.Rand, string, *record.Sample) {
	left := 0
	return func(r *rand.Rand, phase string, s *record.Sample) {
		if phase != record.PhaseFault {
			return
		}
		if left == 0 && r.Float64() < chance/float64(burst) {
			left = burst
		}
		if left > 0 {
			left--
			recordtest.Break(s, record.ClassHTTP5App, 2000)
		}
	}
}

func graded(t testing.TB, d recordtest.Drill, objectives []scenarios.Objective) *Result {
	t.Helper()
	w := measure(t, d, objectives)
	return Grade(record.Header{Schema: record.Schema, Run: "r", Start: recordtest.Start}, w,
		&scenarios.Scenario{Objectives: objectives, Load: scenarios.Load{Rate: 200}})
}

// many returns the number of simulations of a test: a quarter with -short.
func many(n int) int {
	if testing.Short() {
		return n / 4
	}
	return n
}

func TestGrade_FivefoldEffectIsAlwaysJudgedRight(t *testing.T) {
	objectives := parse(t, "fault: failed <= 2%")
	for name, test := range map[string]struct {
		chance float64
		burst  int
		want   Verdict
	}{
		"five times over":             {0.10, 1, Fail},
		"five times under":            {0.004, 1, Pass},
		"five times over, in bursts":  {0.10, 8, Fail},
		"five times under, in bursts": {0.004, 4, Pass},
	} {
		for seed := range uint64(many(100)) {
			r := graded(t, recordtest.Drill{
				Seed: seed, Baseline: 3, Fault: 30, Recovery: 1, Request: failing(test.chance, test.burst),
			}, objectives)
			if o := r.Objectives[0]; o.Verdict != test.want {
				t.Errorf("%s, seed %d: %s: %s", name, seed, o.Verdict, o.Why)
			}
		}
	}
}

func TestGrade_VerdictNearBoundIsSeldomWrong(t *testing.T) {
	objectives := parse(t, "fault: failed <= 2%")
	for name, test := range map[string]struct {
		chance float64
		burst  int
		wrong  Verdict
	}{
		"just over":            {0.022, 1, Pass},
		"just under":           {0.018, 1, Fail},
		"just over, in bursts": {0.022, 8, Pass},
	} {
		wrong, open := 0, 0
		for seed := range uint64(many(100)) {
			r := graded(t, recordtest.Drill{
				Seed: seed, Baseline: 3, Recovery: 1, Request: failing(test.chance, test.burst),
			}, objectives)
			switch r.Objectives[0].Verdict {
			case test.wrong:
				wrong++
			case Inconclusive:
				open++
			}
		}
		t.Logf("%s: %d wrong, %d inconclusive of %d", name, wrong, open, many(100))
		if 20*wrong > many(100) {
			t.Errorf("%s: %d of %d verdicts are wrong", name, wrong, many(100))
		}
	}
}

func TestGrade_SameRecordGivesSameResult(t *testing.T) {
	objectives := parse(t, "fault: failed <= 2%", "fault: p95 <= 3x baseline", "fault: hop = database")
	d := recordtest.Drill{Seed: 5, Request: failing(0.3, 2)}
	first, second := graded(t, d, objectives), graded(t, d, objectives)
	if a, b := asJSON(t, first), asJSON(t, second); a != b {
		t.Errorf("twice graded, two results:\n%s\n%s", a, b)
	}
}

func TestConclude_VerdictFollowsFromObjectives(t *testing.T) {
	o := func(v Verdict, weight float64, key bool) Objective {
		return Objective{Text: "x", Phase: "fault", Verdict: v, Weight: weight, Key: key}
	}
	tests := map[string]struct {
		objectives []Objective
		want       Verdict
		score      float64
		letter     string
	}{
		"all met":                  {[]Objective{o(Pass, 1, true), o(Pass, 1, false)}, Pass, 100, "A"},
		"one missed":               {[]Objective{o(Pass, 3, true), o(Fail, 1, false)}, Pass, 75, "C"},
		"key missed":               {[]Objective{o(Fail, 1, true), o(Pass, 9, false)}, Fail, 90, "F"},
		"too few points":           {[]Objective{o(Pass, 1, true), o(Fail, 1, false)}, Fail, 50, "F"},
		"key open":                 {[]Objective{o(Inconclusive, 1, true), o(Pass, 3, false)}, Inconclusive, 87.5, "B"},
		"open might fail it":       {[]Objective{o(Pass, 1, true), o(Inconclusive, 1, false)}, Inconclusive, 75, "C"},
		"open beside enough":       {[]Objective{o(Pass, 3, true), o(Inconclusive, 1, false)}, Pass, 87.5, "B"},
		"unmeasured":               {[]Objective{o(Pass, 9, true), o(Invalid, 1, false)}, Invalid, -1, ""},
		"unmeasured, key missed":   {[]Objective{o(Fail, 1, true), o(Invalid, 1, false)}, Fail, 0, "F"},
		"a baseline that was ill":  {[]Objective{o(Pass, 1, true), {Phase: "baseline", Verdict: Fail, Weight: 1}}, Invalid, -1, ""},
		"a baseline key not clear": {[]Objective{o(Pass, 3, true), {Phase: "baseline", Verdict: Inconclusive, Weight: 1}}, Pass, 87.5, "B"},
	}
	for name, test := range tests {
		r := &Result{Objectives: test.objectives}
		(&sheet{}).conclude(r, nil)
		score, letter := -1.0, ""
		if r.Score != nil {
			score, letter = *r.Score, *r.Letter
		}
		if r.Verdict != test.want || score != test.score || letter != test.letter || r.Reason == "" {
			t.Errorf("%s: %s %v %s (%s), want %s %v %s", name, r.Verdict, score, letter, r.Reason, test.want, test.score, test.letter)
		}
	}
}

func TestDecide_OverlappingIntervalIsInconclusive(t *testing.T) {
	seen := ends{2, 4}
	b := func(low, high float64) span { return span{exactly(low), exactly(high)} }
	tests := []struct {
		op    string
		bound span
		want  Verdict
	}{
		{"<=", b(0, 4), Pass}, {"<=", b(0, 3), Inconclusive}, {"<=", b(0, 2), Inconclusive}, {"<=", b(0, 1), Fail},
		{"<", b(0, 4), Inconclusive}, {"<", b(0, 5), Pass}, {"<", b(0, 2), Fail},
		{">=", b(0, 2), Pass}, {">=", b(0, 3), Inconclusive}, {">=", b(0, 5), Fail},
		{">", b(0, 2), Inconclusive}, {">", b(0, 1), Pass}, {">", b(0, 4), Fail},
		{"in", b(2, 4), Pass}, {"in", b(3, 9), Inconclusive}, {"in", b(5, 9), Fail}, {"in", b(0, 1), Fail},
		{"=", b(0, 3), Inconclusive}, {"=", b(0, 5), Fail},
		{"<=", span{high: ends{3, 5}}, Inconclusive}, {"<=", span{high: ends{4, 5}}, Pass}, {"<=", span{high: ends{1, 3}}, Inconclusive},
		{"~", b(0, 9), Invalid},
	}
	for _, test := range tests {
		if got := decide(test.op, seen, test.bound); got != test.want {
			t.Errorf("2..4 %s %v: %s, want %s", test.op, test.bound, got, test.want)
		}
	}
	if decide("=", exactly(0), b(0, 0)) != Pass {
		t.Error("0 = 0 is not met")
	}
}
