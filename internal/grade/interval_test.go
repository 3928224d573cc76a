package grade

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"firedrill/internal/record"
	"firedrill/internal/record/recordtest"
)

func near(a, b, tolerance float64) bool { return math.Abs(a-b) <= tolerance }

// every makes batches of 200 requests; every k-th batch has x failures.
func every(n, k int, x float64) []share {
	var all []share
	for i := range n {
		s := share{n: 200}
		if i%k == 0 {
			s.x = x
		}
		all = append(all, s)
	}
	return all
}

func TestProportion_WidensAsFailuresCluster(t *testing.T) {
	width := func(b []share) float64 { e := proportion(b, failedBurst); return e.high - e.low }
	spread, huddled := width(every(40, 1, 2)), width(every(40, 10, 20))
	if huddled < 2*spread {
		t.Errorf("2 failures in each second: %v wide; 20 in every tenth: %v", spread, huddled)
	}
	block := every(40, 1, 0)
	for i := range 8 {
		block[i].x = 20
	}
	if neighbours, apart := width(block), width(every(40, 5, 20)); neighbours <= apart {
		t.Errorf("8 bad seconds in a row: %v wide; apart: %v", neighbours, apart)
	}
}

func TestProportion_NeverHasZeroWidth(t *testing.T) {
	none, all := proportion(every(12, 1, 0), failedBurst), proportion(every(12, 1, 200), failedBurst)
	if none.low != 0 || none.high < 0.005 || none.high > 0.01 {
		t.Errorf("0 of 2,400: %v to %v", none.low, none.high)
	}
	if all.high != 1 || !near(1-all.low, none.high, 1e-9) {
		t.Errorf("2,400 of 2,400: %v to %v", all.low, all.high)
	}
	if one := proportion([]share{{0, 200}}, failedBurst); one.high < 0.9 {
		t.Errorf("one second says %v to %v", one.low, one.high)
	}
	if e := proportion(nil, failedBurst); !e.unknown {
		t.Error("no batch says something")
	}
	if e := rate([]share{{200, 1}}, 200); !e.unknown {
		t.Error("one batch gives a rate an interval")
	}
}

func TestGrade_JudgesABoundWithoutRoomByCount(t *testing.T) {
	objectives := parse(t, "fault: failed <= 0%", "fault: failed < 100%", "fault: failed = 0%")
	for chance, want := range map[float64][3]Verdict{0: {Pass, Pass, Pass}, 0.02: {Fail, Pass, Fail}, 1: {Fail, Fail, Fail}} {
		r := graded(t, recordtest.Drill{Request: failing(chance, 1)}, objectives)
		for i, o := range r.Objectives {
			if o.Verdict != want[i] {
				t.Errorf("%v fail: %s: %s, want %s: %s", chance, o.Text, o.Verdict, want[i], o.Why)
			}
		}
	}
}

func TestBound_HasTheIntervalOfTheBaseline(t *testing.T) {
	s := &sheet{w: measure(t, recordtest.Drill{Seed: 1, Request: func(r *rand.Rand, _ string, s *record.Sample) {
		if s.Seq%150 == 0 {
			recordtest.Break(s, record.ClassHTTP5App, 900)
		}
	}}, parse(t, "fault: failed <= 3x baseline"))}
	bound, why := s.bound(&parse(t, "fault: failed <= 3x baseline")[0])
	if why != "" || bound.high.low >= 3.0/150 || bound.high.high <= 3.0/150 {
		t.Errorf("three times 1 in 150 is %+v (%s)", bound.high, why)
	}
}

func TestStratified_TreatsTheOnsetSeparately(t *testing.T) {
	onset := []share{{12, 50}, {0, 50}, {0, 50}}
	rest := make([]share, 12)
	for i := range rest {
		rest[i].n = 50
	}
	apart, mixed := stratified(onset, rest, failedBurst), proportion(append(onset, rest...), failedBurst)
	if apart.value != mixed.value || apart.n != 750 || apart.high > 0.05 || mixed.high < 0.05 {
		t.Errorf("12 of 750 at the onset: %+v; at any time: %+v", apart, mixed)
	}
	if none := stratified([]share{{0, 50}}, rest, failedBurst); none.low != 0 || none.high < 0.01 {
		t.Errorf("none of 650: %+v", none)
	}
	if few := stratified(onset, rest[:2], failedBurst); few != proportion(append(onset, rest[:2]...), failedBurst) {
		t.Errorf("two other seconds are told apart: %+v", few)
	}
}

func TestTurning_SecondsAfterInjectionAndRevert(t *testing.T) {
	objectives := parse(t, "run: failed <= 1%")
	s := &sheet{w: measure(t, recordtest.Drill{}, objectives)} // injected at 12.2 s, reverted at 27.3 s
	ask, _ := askFor(&objectives[0])
	series, err := s.w.Series("run", ask)
	if err != nil {
		t.Fatal(err)
	}
	var at []int64
	for i := range series.Batches {
		if s.turning(&series.Batches[i]) {
			at = append(at, series.Batches[i].At/1e6)
		}
	}
	if want := []int64{12, 13, 14, 27, 28, 29}; !slices.Equal(at, want) {
		t.Errorf("turning in the seconds %v, want %v", at, want)
	}
}
