package compare

import (
	"math/rand/v2"
	"testing"
)

func TestChange_LargerThanTheSpreadOfBothSides(t *testing.T) {
	tests := []struct {
		name string
		a, b []float64
		unit string
		good direction
		want Kind
	}{
		{"down, where lower is better", []float64{10, 11, 12}, []float64{5, 6, 7}, "ms", lower, Better},
		{"down, where higher is better", []float64{10, 11, 12}, []float64{5, 6, 7}, "/s", higher, Worse},
		{"up, where lower is better", []float64{5, 6, 7}, []float64{10, 11, 12}, "ms", lower, Worse},
		{"up, where higher is better", []float64{5, 6, 7}, []float64{10, 11, 12}, "/s", higher, Better},
		{"where a band is asked for", []float64{5, 6, 7}, []float64{10, 11, 12}, "ms", neither, Different},
		{"as far as the spread of one side", []float64{10, 11, 12}, []float64{9, 9, 9}, "ms", lower, Within},
		{"only the other side spreads", []float64{9, 9, 9}, []float64{4, 11, 12}, "ms", lower, Within},
		{"apart, but one side spreads further than they are", []float64{1, 1, 1}, []float64{2, 3, 9}, "ms", lower, Within},
		{"nothing spreads", []float64{0, 0, 0}, []float64{0.001, 0.001, 0.001}, "fraction", lower, Worse},
		{"nothing changes", []float64{0, 0, 0}, []float64{0, 0, 0}, "fraction", lower, Within},
		{"what subtracting adds is no change", []float64{0.1, 0.2, 0.3}, []float64{0.3, 0.4, 0.4}, "fraction", lower, Within},
		{"seconds are whole: one more is none", []float64{3, 3, 3}, []float64{4, 4, 4}, "s", lower, Within},
		{"two more are", []float64{3, 3, 3}, []float64{5, 5, 5}, "s", lower, Worse},
		{"a side of two", []float64{10, 11}, []float64{1, 1, 1}, "ms", lower, Unknown},
		{"the other side of two", []float64{10, 11, 12}, []float64{1, 1}, "ms", lower, Unknown},
		{"one odd run of seven hides nothing", []float64{10, 10, 10, 10, 10, 10, 99}, []float64{5, 5, 5, 5, 5, 5, 5}, "ms", lower, Better},
		{"one odd run of six does", []float64{10, 10, 10, 10, 10, 99}, []float64{5, 5, 5, 5, 5, 5}, "ms", lower, Within},
	}
	for _, tt := range tests {
		c := change(tt.a, tt.b, tt.unit, tt.good)
		if c.Kind != tt.want {
			t.Errorf("%s: %s, want %s", tt.name, c.Kind, tt.want)
		}
		if known := c.Difference != nil; known != (tt.want != Unknown) {
			t.Errorf("%s: difference known: %t", tt.name, known)
		}
	}
}

func TestFigure_MedianAndSpread(t *testing.T) {
	tests := []struct {
		values            []float64
		median, low, high float64
	}{
		{[]float64{4}, 4, 4, 4},
		{[]float64{9, 1, 4}, 4, 1, 9},
		{[]float64{9, 1, 4, 5}, 4.5, 1, 9},
		{[]float64{6, 5, 4, 3, 2, 1}, 3.5, 1, 6},
		{[]float64{7, 6, 5, 4, 3, 2, 1}, 4, 2, 6},
		{[]float64{11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1}, 6, 3, 9},
	}
	for _, tt := range tests {
		f := figure(tt.values)
		if f.Runs != len(tt.values) || *f.Median != tt.median || *f.Low != tt.low || *f.High != tt.high {
			t.Errorf("%v: %d runs, %g (%g to %g), want %g (%g to %g)", tt.values, f.Runs, *f.Median, *f.Low, *f.High, tt.median, tt.low, tt.high)
		}
	}
	if f := figure(nil); f.Median != nil || f.Runs != 0 {
		t.Errorf("of nothing: %+v", f)
	}
}

// TestCompare_RateOfFalseChanges draws both sides from one distribution, and then from two. docs/history.md has the
// figures.
func TestCompare_RateOfFalseChanges(t *testing.T) {
	draws := []struct {
		name string
		draw func(*rand.Rand) float64
	}{
		{"normal", func(r *rand.Rand) float64 { return r.NormFloat64() }},
		{"skewed", func(r *rand.Rand) float64 { return r.ExpFloat64() }},
	}
	for _, d := range draws {
		for _, n := range []int{3, 5, 7, 10, 20} {
			r := rand.New(rand.NewPCG(uint64(n), 7))
			alarms, seen := rate(r, n, d.draw, 0), rate(r, n, d.draw, 5)
			t.Logf("%s, %2d runs a side: %4.1f%% false alarms, %5.1f%% of shifts by 5 standard deviations seen", d.name, n, alarms*100, seen*100)
			if alarms > 0.065 || n >= Plenty && alarms > 0.02 {
				t.Errorf("%s, %d runs a side: a change is seen where there is none in %.1f%%", d.name, n, alarms*100)
			}
			if seen < 0.85 {
				t.Errorf("%s, %d runs a side: only %.1f%% of great changes are seen", d.name, n, seen*100)
			}
		}
	}
}

// rate returns the fraction of comparisons that report a change, where B is A plus shift.
func rate(r *rand.Rand, n int, draw func(*rand.Rand) float64, shift float64) float64 {
	const trials = 20_000
	seen := 0
	a, b := make([]float64, n), make([]float64, n)
	for range trials {
		for i := range n {
			a[i], b[i] = draw(r), draw(r)+shift
		}
		if k := change(a, b, "ms", lower).Kind; k == Better || k == Worse {
			seen++
		}
	}
	return float64(seen) / trials
}
