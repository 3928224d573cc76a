package compare

import (
	"math"
	"slices"
)

// Kind is what became of a number.
type Kind string

// Kinds of change. All but Within and Unknown are beyond the spread.
const (
	Better    Kind = "better"
	Worse     Kind = "worse"
	Different Kind = "different" // which way is better, the objective does not say
	Within    Kind = "within"    // the spread of the runs: chance may explain it
	Unknown   Kind = "unknown"   // a side has too few runs that know the number
)

// direction says which way a number gets better.
type direction int

const (
	neither direction = iota
	lower
	higher
)

// Change is what became of one number from A to B.
type Change struct {
	A          Figure   `json:"a"`
	B          Figure   `json:"b"`
	Difference *float64 `json:"difference"` // of the medians, B - A; null where a side has too few runs
	Kind       Kind     `json:"change"`
}

// Figure is one number over the runs of a side.
type Figure struct {
	Runs   int      `json:"runs"` // that know the number
	Median *float64 `json:"median"`
	Low    *float64 `json:"low"` // ends of the spread
	High   *float64 `json:"high"`
}

// figure sums values up: the median, and the spread around it. The spread goes from the smallest to the greatest of up to
// six values. Of more, (n-3)/4 at each end are left out, so that one odd run does not hide a change forever, and more
// runs see smaller changes; with many it is the distance of the quartiles.
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

// change judges what became of a number: it changed if the medians lie further apart than the runs of either side do
// among themselves.
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

// step is how finely a unit is measured. Recovery and detection are counted in whole seconds, so two that are one apart
// may have differed by a moment.
func step(unit string) float64 {
	if unit == "s" {
		return 1
	}
	return 0
}

// rounded takes off what subtracting decimals adds, which a result, of six digits after the point at most, can't hold.
func rounded(v float64) float64 { return math.Round(v*1e6) / 1e6 }
