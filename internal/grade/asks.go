package grade

import (
	"slices"

	"firedrill/internal/record"
	"firedrill/internal/signals"
	"firedrill/scenarios"
)

// quantiles are the signals that are quantiles of the latency.
var quantiles = map[string]float64{"p50": 0.50, "p95": 0.95, "p99": 0.99}

// Asks returns the counts that must be measured in a record so that it can be graded by the objectives of all lists.
func Asks(lists ...[]scenarios.Objective) []signals.Ask {
	var asks []signals.Ask
	for _, o := range slices.Concat(lists...) {
		if a, ok := askFor(&o); ok && !slices.Contains(asks, a) {
			asks = append(asks, a)
		}
	}
	return asks
}

// askFor returns the counts that an objective needs, or false if it needs none.
func askFor(o *scenarios.Objective) (signals.Ask, bool) {
	a := signals.Ask{Route: o.Labels["route"], Class: o.Labels["class"], Replica: o.Labels["replica"]}
	switch o.Signal {
	case "failed", "throughput":
		return a, true
	case "slow":
		a.Over = o.Over
		return a, true
	}
	_, a.Quantile = quantiles[o.Signal]
	return a, a.Quantile
}

// sampled estimates an objective's signal in a phase.
func (s *sheet) sampled(o *scenarios.Objective, phase string) (estimate, error) {
	ask, _ := askFor(o)
	series, err := s.w.Series(phase, ask)
	if err != nil {
		return estimate{}, err
	}
	if q, ok := quantiles[o.Signal]; ok {
		if !signals.Enough(series.Latency.N(), q) {
			return estimate{n: series.Latency.N(), unknown: true}, nil
		}
		return quantile(series, q), nil
	}
	return s.ofBatches(o.Signal, series), nil
}

// Baseline returns the value of an objective's signal in the baseline, which a relative bound multiplies. It returns
// false if the baseline holds too few requests for a comparison.
func Baseline(w *signals.Windows, o *scenarios.Objective) (float64, bool) {
	e, err := (&sheet{w: w}).sampled(o, record.PhaseBaseline)
	return e.value, err == nil && e.n > 0 && !e.unknown
}

func (s *sheet) ofBatches(signal string, series *signals.Series) estimate {
	if signal == "throughput" {
		var batches []share
		var requests int64
		for _, b := range series.Batches {
			requests += b.N
			batches = append(batches, share{float64(b.OK), b.Seconds})
		}
		return rate(batches, requests)
	}
	var onset, rest []share
	var n, seconds float64
	for _, b := range series.Batches {
		n, seconds = n+float64(b.N), seconds+b.Seconds
		x := b.Bad
		if signal == "slow" {
			x = b.Slow
		}
		if s.turning(&b) {
			onset = append(onset, share{float64(x), float64(b.N)})
		} else {
			rest = append(rest, share{float64(x), float64(b.N)})
		}
	}
	if signal == "slow" {
		return stratified(onset, rest, stall(n, seconds))
	}
	return stratified(onset, rest, failedBurst)
}

// fact returns the value of a signal that is counted, not sampled, or the reason why it is missing.
func (s *sheet) fact(o *scenarios.Objective) (value float64, missing string) {
	switch o.Audit() {
	case scenarios.Lost, scenarios.Doubled:
		a := s.w.Audit
		switch {
		case a == nil:
			return 0, "the orders were not audited"
		case a.Error != "":
			return 0, "the orders could not be audited: " + a.Error
		case o.Audit() == scenarios.Lost:
			return float64(a.Lost), ""
		}
		return float64(a.Doubled), ""
	}
	if o.Signal == "bad seconds" {
		return s.badSeconds(o.Phase)
	}
	return 0, "signal \"" + o.Signal + "\" is not known to this firedrill"
}

func (s *sheet) badSeconds(phase string) (float64, string) {
	bad, found := 0, false
	for _, p := range s.w.Phases {
		if p.Name == phase || (phase == "run" && p.Name != record.PhaseWarmup) {
			bad += p.BadSeconds()
			found = true
		}
	}
	if !found {
		return 0, "the drill had no such phase"
	}
	return float64(bad), ""
}
