package history

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"text/tabwriter"

	"firedrill/internal/confidence"
	"firedrill/internal/plain"
)

// Keys by which rounds are grouped.
const (
	ByScenario  = "scenario"
	ByResponder = "responder"
)

// RateKeys lists all keys.
var RateKeys = []string{ByScenario, ByResponder}

// Rate is the pass rate of the rounds of one scenario, or of one responder.
type Rate struct {
	Name   string  `json:"name"`   // empty for rounds without a responder's name
	Rounds int     `json:"rounds"` // number of scored rounds; all figures below except Void are computed from these
	Void   int     `json:"void"`   // rounds that could not be scored
	Passes int     `json:"passes"`
	Rate   float64 `json:"rate"` // from 0 to 1, with its 95 % interval by Wilson's score
	Low    float64 `json:"low"`
	High   float64 `json:"high"`
	Median float64 `json:"median"` // points of 100
}

// Rates groups rounds by a key, sorted by name. A round with at least this many points counts as passed.
func Rates(all []Round, by string, points int) []Rate {
	totals, voids := map[string][]int{}, map[string]int{}
	for _, r := range all {
		name := r.Scenario
		if by == ByResponder {
			name = r.Responder
		}
		if r.Void != "" {
			voids[name]++
			totals[name] = slices.Clip(totals[name]) // creates the entry, even for a name without a scored round
			continue
		}
		totals[name] = append(totals[name], r.Total)
	}
	rates := make([]Rate, 0, len(totals))
	for name, of := range totals {
		one := rateOf(name, of, points)
		one.Void = voids[name]
		rates = append(rates, one)
	}
	slices.SortFunc(rates, func(a, b Rate) int { return cmp.Compare(a.Name, b.Name) })
	return rates
}

func rateOf(name string, totals []int, points int) Rate {
	r := Rate{Name: name, Rounds: len(totals)}
	r.Low, r.High = confidence.Wilson(0, 0)
	if len(totals) == 0 {
		return r
	}
	r.Median = median(totals)
	for _, t := range totals {
		if t >= points {
			r.Passes++
		}
	}
	r.Rate = float64(r.Passes) / float64(r.Rounds)
	r.Low, r.High = confidence.Wilson(r.Passes, r.Rounds)
	return r
}

// median returns the median of at least one value. For an even number it is the mean of the two in the middle.
func median(values []int) float64 {
	sorted := slices.Sorted(slices.Values(values))
	n := len(sorted)
	return float64(sorted[(n-1)/2]+sorted[n/2]) / 2
}

// RateTable writes rates for a terminal. LIKELY is the 95 % interval of RATE.
func RateTable(w io.Writer, rates []Rate, by string) error {
	head := map[string]string{ByScenario: "SCENARIO", ByResponder: "RESPONDER"}[by]
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintf(t, "%s\tROUNDS\tPASSED\tRATE\tLIKELY\tMEDIAN\tVOID\n", head)
	for _, r := range rates {
		name := cmp.Or(plain.Masked(r.Name), "–")
		if r.Rounds == 0 {
			fmt.Fprintf(t, "%s\t0\t0\t–\t–\t–\t%d\n", name, r.Void)
			continue
		}
		fmt.Fprintf(t, "%s\t%d\t%d\t%.0f%%\t%.0f%% to %.0f%%\t%g\t%d\n", name, r.Rounds, r.Passes, 100*r.Rate, 100*r.Low, 100*r.High, r.Median, r.Void)
	}
	return t.Flush()
}
