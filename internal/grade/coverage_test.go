package grade

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"firedrill/internal/confidence"
	"firedrill/internal/record"
	"firedrill/internal/record/recordtest"
	"firedrill/internal/signals"
	"firedrill/scenarios"
)

// stalls simulates a server that freezes for about 150 ms every 8 s on average. The freezes are memoryless and delay
// all requests that arrive during them. (Periodic freezes would be the easy case: every minute has the same number.)
type stalls struct {
	r          *rand.Rand
	from, till int64 // µs; the current or next freeze
}

func newStalls(seed uint64) *stalls {
	s := &stalls{r: rand.New(rand.NewPCG(seed, 99))}
	s.next()
	return s
}

func (s *stalls) next() {
	s.from = s.till + int64(s.r.ExpFloat64()*7_850_000)
	s.till = s.from + 120_000 + s.r.Int64N(60_000)
}

// latency returns the latency in µs of a request due at that time: 2 ms plus an exponential with mean 8 ms, counted
// from the end of the freeze if one is in progress.
func (s *stalls) latency(due int64) int64 {
	for due >= s.till {
		s.next()
	}
	return max(0, s.till-max(due, s.from))*b2i(due >= s.from) + 2000 + int64(s.r.ExpFloat64()*8000)
}

func b2i(b bool) int64 {
	if b {
		return 1
	}
	return 0
}

// truth returns the p99 and the fraction over 60 ms of the simulation, from 4 million requests that are not graded.
func truth() (p99, over float64) {
	const n = 4_000_000
	s := newStalls(12345)
	all := make([]int64, n)
	slow := 0
	for i := range all {
		all[i] = s.latency(int64(i) * 5000)
		if all[i] > 60_000 {
			slow++
		}
	}
	slices.Sort(all)
	return float64(all[n*99/100]) / 1000, float64(slow) / n
}

// TestIntervals_CoverTheTruthUnderStalls simulates the coverage that docs/grading.md states.
func TestIntervals_CoverTheTruthUnderStalls(t *testing.T) {
	p99, over := truth()
	objectives := parse(t, "fault: slow(60ms) <= 1%", "fault: p99 <= 1s")
	seeds := many(200)
	for _, length := range []int{15, 60} {
		objectives := objectives[:1+length/60] // a p99 needs at least 50 s
		var quantileHeld, fractionHeld, naiveHeld int
		for seed := range uint64(seeds) {
			s := newStalls(seed)
			var seen []int64
			w := measure(t, recordtest.Drill{
				Seed: seed, Baseline: 1, Fault: length, Recovery: 1,
				Request: func(_ *rand.Rand, phase string, r *record.Sample) {
					if phase == record.PhaseFault {
						latency := s.latency(r.Due)
						seen = append(seen, latency)
						recordtest.Hold(r, max(latency, 3000))
					}
				},
			}, objectives)
			sheet := &sheet{w: w}
			fractionHeld += held(t, sheet, &objectives[0], over)
			if len(objectives) > 1 {
				quantileHeld += held(t, sheet, &objectives[1], p99)
				naiveHeld += naive(seen, p99)
			}
		}
		t.Logf("%d s, of %d: the fraction's interval held the truth %d times, the p99's %d, the naive p99's %d",
			length, seeds, fractionHeld, quantileHeld, naiveHeld)
		if least := map[int]int{15: 95, 60: 95}[length]; fractionHeld < seeds*least/100 {
			t.Errorf("%d s: the fraction's interval held the truth %d times of %d", length, fractionHeld, seeds)
		}
		if len(objectives) > 1 && (quantileHeld < seeds*90/100 || naiveHeld > seeds/2) {
			t.Errorf("%d s: the p99's interval held the truth %d times of %d, the naive one %d", length, quantileHeld, seeds, naiveHeld)
		}
	}
}

func held(t *testing.T, s *sheet, o *scenarios.Objective, truth float64) int {
	e, err := s.sampled(o, o.Phase)
	if err != nil || e.unknown {
		t.Fatalf("%s: %v, unknown %v", o.Text, err, e.unknown)
	}
	return int(b2i(e.low <= truth && truth <= e.high))
}

// naive is the interval of a p99 under the assumption that requests are independent.
func naive(seen []int64, truth float64) int {
	slices.Sort(seen)
	n := float64(len(seen))
	half := confidence.Normal() * math.Sqrt(n*0.99*0.01)
	low, high := seen[int(n*0.99-half)], seen[min(len(seen)-1, int(n*0.99+half))]
	return int(b2i(float64(low)/1000 <= truth && truth <= float64(high)/1000))
}

func parse(t testing.TB, texts ...string) []scenarios.Objective {
	t.Helper()
	var all []scenarios.Objective
	for _, text := range texts {
		o, err := scenarios.ParseObjective(text)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, o)
	}
	return all
}

func measure(t testing.TB, d recordtest.Drill, objectives []scenarios.Objective) *signals.Windows {
	t.Helper()
	r, err := record.Open(d.Write(t))
	if err != nil {
		t.Fatal(err)
	}
	w, err := signals.Measure(r, Asks(objectives))
	if err != nil {
		t.Fatal(err)
	}
	return w
}
