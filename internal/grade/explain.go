package grade

import (
	"fmt"
	"math"

	"firedrill/scenarios"
)

// tooFew states how many requests a signal needs.
func tooFew(o *scenarios.Objective, n int64) string {
	if q, ok := quantiles[o.Signal]; ok {
		return fmt.Sprintf("too few samples: %s, a %s needs %s", Count(n, "request"), o.Signal,
			Thousands(int64(math.Round(100/(1-q)))))
	}
	return fmt.Sprintf("too few samples: %s", Count(n, "request"))
}

// explain states what was measured and what follows from it, for the person on call.
func explain(o *scenarios.Objective, e estimate, bound span, v Verdict) string {
	unit := unitOf(o.Signal)
	likely := fmt.Sprintf("likely %s to %s", InUnit(e.low, unit), InUnit(e.high, unit))
	if countable(o, unit) {
		likely = "counted"
	}
	return fmt.Sprintf("%s (%s): %s", measured(o, e, unit), likely, follows(o, bound, unit, v))
}

func measured(o *scenarios.Objective, e estimate, unit string) string {
	switch o.Signal {
	case "failed":
		what := "failed"
		if class := o.Labels["class"]; class != "" {
			what = "failed with " + class
		}
		return fmt.Sprintf("%s of %s %s, %s", Thousands(int64(math.Round(e.value*float64(e.n)))),
			Count(e.n, "request"), what, Percent(e.value))
	case "slow":
		return fmt.Sprintf("%s of %s took over %s, %s", Thousands(int64(math.Round(e.value*float64(e.n)))),
			Count(e.n, "request"), o.Over, Percent(e.value))
	case "throughput":
		return InUnit(e.value, unit) + " answered well"
	}
	return fmt.Sprintf("%s was %s in %s", o.Signal, InUnit(e.value, unit), Count(e.n, "request"))
}

func follows(o *scenarios.Objective, bound span, unit string, v Verdict) string {
	limit := InUnit(mean(bound.high), unit)
	if o.Op == "in" {
		limit = InUnit(mean(bound.low), unit) + " to " + limit
	}
	if o.Relative {
		limit += " by the baseline"
	}
	switch v {
	case Pass:
		return "within " + limit
	case Fail:
		return "misses " + limit
	}
	return "too close to " + limit + " to tell from this sample"
}

func mean(e ends) float64 { return (e.low + e.high) / 2 }
