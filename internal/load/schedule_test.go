package load

import (
	"math"
	"reflect"
	"testing"
	"time"
)

func arrivals(p Plan, n int) []time.Duration {
	s := NewSchedule(p)
	var all []time.Duration
	for range n {
		due, ok := s.Next()
		if !ok {
			break
		}
		all = append(all, due)
	}
	return all
}

func TestConstantArrivalsComeEvenly(t *testing.T) {
	const ms = time.Millisecond
	tests := map[string]struct {
		stages []Stage
		want   []time.Duration
	}{
		"one stage without an end": {[]Stage{{Rate: 100}}, []time.Duration{0, 10 * ms, 20 * ms, 30 * ms, 40 * ms}},
		"a stage with an end":      {[]Stage{{Rate: 100, For: 30 * ms}}, []time.Duration{0, 10 * ms, 20 * ms}},
		"a faster stage after":     {[]Stage{{Rate: 100, For: 20 * ms}, {Rate: 500}}, []time.Duration{0, 10 * ms, 20 * ms, 22 * ms, 24 * ms}},
		"a break between":          {[]Stage{{Rate: 100, For: 20 * ms}, {For: 50 * ms}, {Rate: 100}}, []time.Duration{0, 10 * ms, 70 * ms, 80 * ms, 90 * ms}},
		"a stage begun in a gap":   {[]Stage{{Rate: 100, For: 15 * ms}, {Rate: 50}}, []time.Duration{0, 10 * ms, 25 * ms, 45 * ms, 65 * ms}},
		"nothing at the end":       {[]Stage{{Rate: 100, For: 20 * ms}, {}}, []time.Duration{0, 10 * ms}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			got := arrivals(Plan{Arrivals: Constant, Stages: tt.stages}, 5)
			for i := range got {
				got[i] = got[i].Round(time.Microsecond)
			}
			if !reflect.DeepEqual(got, tt.want) {
				t.Errorf("got %v, want %v", got, tt.want)
			}
		})
	}
}

func TestConstantArrivalsDoNotDrift(t *testing.T) {
	all := arrivals(Plan{Arrivals: Constant, Stages: []Stage{{Rate: 300}}}, 1_000_001)
	want := 1_000_000 * time.Second / 300
	if off := (all[1_000_000] - want).Abs(); off > time.Microsecond {
		t.Errorf("the millionth arrival is off by %v", off)
	}
}

func TestPoissonArrivalsHaveRateAndSpread(t *testing.T) {
	const n, rate = 200_000, 500.0
	all := arrivals(Plan{Arrivals: Poisson, Seed: 7, Stages: []Stage{{Rate: rate}}}, n)
	var sum, squares float64
	for i := 1; i < n; i++ {
		gap := (all[i] - all[i-1]).Seconds() * rate
		sum += gap
		squares += gap * gap
	}
	mean := sum / (n - 1)
	variance := squares/(n-1) - mean*mean
	if math.Abs(mean-1) > 0.02 || math.Abs(variance-1) > 0.05 {
		t.Errorf("gaps have mean %.3f and variance %.3f of the exponential's 1 and 1", mean, variance)
	}
}

func TestSeedDecidesArrivals(t *testing.T) {
	p := Plan{Arrivals: Poisson, Seed: 7, Stages: []Stage{{Rate: 100, For: time.Second}, {Rate: 300}}}
	first, again := arrivals(p, 1000), arrivals(p, 1000)
	if !reflect.DeepEqual(first, again) {
		t.Error("the same plan gave two schedules")
	}
	p.Seed = 8
	if reflect.DeepEqual(first, arrivals(p, 1000)) {
		t.Error("two seeds gave one schedule")
	}
}

func TestRateAtATime(t *testing.T) {
	p := Plan{Stages: []Stage{{Rate: 100, For: time.Second}, {Rate: 300}}}
	for at, want := range map[time.Duration]float64{0: 100, 999 * time.Millisecond: 100, time.Second: 300, time.Hour: 300} {
		if got := p.RateAt(at); got != want {
			t.Errorf("after %s the rate is %g, want %g", at, got, want)
		}
	}
	if got := (Plan{Stages: []Stage{{Rate: 100, For: time.Second}}}).RateAt(2 * time.Second); got != 0 {
		t.Errorf("after its end the rate is %g", got)
	}
}
