package compare

import (
	"math"
	"slices"
)

// Kind classifies the change of a number.
type Kind string

// Kinds of change. All but Within and Unknown are larger than the spread.
const (
	Better    Kind = "better"
	Worse     Kind = "worse"
	Different Kind = "different" // the objective does not say which direction is better
	Within    Kind = "within"    // within the spread of the runs: may be chance
	Unknown   Kind = "unknown"   // a side has too few runs with this number
)

// direction is the direction in which a number improves.
type direction int

const (
	neither direction = iota
	lower
	higher
)

// Change is the change of one number from A to B.
type Change struct {
	A          Figure   `json:"a"`
	B          Figure   `json:"b"`
	Difference *float64 `json:"difference"` // of the medians, B - A; null if a side has too few runs
	Kind       Kind     `json:"change"`
}

// Figure summarises one number over the runs of a side.
type Figure struct {
	Runs   int      `json:"runs"` // runs with this number
	Median *float64 `json:"median"`
	Low    *float64 `json:"low"` // ends of the spread
	High   *float64 `json:"high"`
}

// figure computes the median of values and the spread around it. The spread of up to six values is their range. Of more,
// (n-3)/4 at each end are left out: one outlier does not hide a change, and more runs detect smaller changes. With many runs
// it is the interquartile range.
func figure(values []float64) Figure {
	n := len(values)
	if n == 0 {
		return Figure{}
	}
	sorted := slices.Sorted(slices.Values(values))
	median := (sorted[(n-1)/2] + sorted[n/2]) / 2
	out := max(0, (n-Least)/4)
	return Figure{Runs: n, Median: &median, Low: &sorted[out], High: &sorted[n-1-out]}
}

func (f Figure) width() float64 { return *f.High - *f.Low }

// change classifies the change of a number. It changed if the medians differ by more than the spread of each side.
func change(a, b []float64, unit string, good direction) Change {
	c := Change{A: figure(a), B: figure(b), Kind: Unknown}
	if len(a) < Least || len(b) < Least {
		return c
	}
	difference := rounded(*c.B.Median - *c.A.Median)
	c.Difference = &difference
	spread := max(c.A.width(), c.B.width(), step(unit))
	switch {
	case math.Abs(difference) <= rounded(spread):
		c.Kind = Within
	case good == neither:
		c.Kind = Different
	case (difference < 0) == (good == lower):
		c.Kind = Better
	default:
		c.Kind = Worse
	}
	return c
}

// step is the resolution of a unit. Recovery and detection are measured in whole seconds, so a difference of one second may
// be much smaller.
func step(unit string) float64 {
	if unit == "s" {
		return 1
	}
	return 0
}

// rounded removes floating-point noise: a result has at most six decimal places.
func rounded(v float64) float64 { return math.Round(v*1e6) / 1e6 }
