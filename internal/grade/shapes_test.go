package grade

import (
	"math/rand/v2"
	"testing"
)

// shape generates the failures of a number of seconds at 200 requests per second. Their true probability is known from
// a very long run.
type shape func(r *rand.Rand, seconds int) []share

// bursty makes requests fail in bursts: begins is the probability that a request starts one, length its number of
// requests.
func bursty(begins float64, length func(*rand.Rand) int) shape {
	return func(r *rand.Rand, seconds int) []share {
		out := make([]share, seconds)
		left := 0
		for i := range seconds * 200 {
			if left == 0 && r.Float64() < begins {
				left = length(r)
			}
			s := &out[i/200]
			s.n++
			if left > 0 {
				left--
				s.x++
			}
		}
		return out
	}
}

func always(n int) func(*rand.Rand) int { return func(*rand.Rand) int { return n } }

func about(n float64) func(*rand.Rand) int {
	return func(r *rand.Rand) int { return 1 + int(r.ExpFloat64()*(n-1)) }
}

// TestIntervals_CoverTheTruthOfManyShapes checks the table of docs/grading.md: in how many of 100 phases the interval
// of a fraction covers the truth, for several shapes of failures.
func TestIntervals_CoverTheTruthOfManyShapes(t *testing.T) {
	const seeds = 400
	for _, test := range []struct {
		name        string
		make        shape
		short, long int // minimum number of covered phases out of 100, for 15 s and 60 s
	}{
		{name: "0.2 %, each by itself", make: bursty(0.002, always(1)), short: 95, long: 95},
		{name: "2 %, each by itself", make: bursty(0.02, always(1)), short: 95, long: 95},
		{name: "30 %, each by itself", make: bursty(0.3, always(1)), short: 95, long: 95},
		{name: "2 %, in bursts of 8", make: bursty(0.0025, always(8)), short: 95, long: 95},
		{name: "2 %, in bursts of 20", make: bursty(0.001, always(20)), short: 91, long: 95},
		{name: "2 %, in bursts of about 20", make: bursty(0.001, about(20)), short: 86, long: 94},
		{name: "10 %, in bursts of 20", make: bursty(0.0055, always(20)), short: 95, long: 95},
		{name: "20 %, in bursts of 200", make: bursty(0.00125, always(200)), short: 94, long: 95},
		{name: "30 %, in bursts of about 200", make: bursty(0.0021, about(200)), short: 91, long: 93},
		{name: "3 %, in bursts of 60", make: bursty(0.0005, always(60)), short: 72, long: 95},
	} {
		sum := total(test.make(rand.New(rand.NewPCG(1, 1)), 20_000))
		truth := sum.x / sum.n
		held := map[int]int{}
		for _, seconds := range []int{15, 60} {
			for seed := range uint64(seeds) {
				e := proportion(test.make(rand.New(rand.NewPCG(seed, 7)), seconds), failedBurst)
				held[seconds] += int(b2i(e.low <= truth && truth <= e.high))
			}
		}
		t.Logf("%s: 15 s %.1f %%, 60 s %.1f %%", test.name, 100*float64(held[15])/seeds, 100*float64(held[60])/seeds)
		if held[15] < test.short*seeds/100 || held[60] < test.long*seeds/100 {
			t.Errorf("%s: held in %d and %d of %d", test.name, held[15], held[60], seeds)
		}
	}
}
