package scenarios

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"firedrill/internal/source"
	"firedrill/internal/topology"
)

// tailSamples is how many requests must lie beyond a percentile before it is graded; docs/grading.md gives the reason.
const tailSamples = 100

// percentiles are the signals that are percentiles of the latency.
var percentiles = map[string]float64{"p50": 0.50, "p95": 0.95, "p99": 0.99}

// placed is an objective and where it stands in the file.
type placed struct {
	Objective
	at source.Value
}

// checkJudgeable reports the objectives that no drill of this scenario can ever be judged by.
func (r *reader) checkJudgeable(s *Scenario) {
	if s.Load.Rate == 0 {
		return // the rate itself is mistaken, which was said
	}
	for _, p := range r.placed {
		for _, check := range []func(*Scenario, Objective) *source.Mistake{routeInMix, boundAboveZero, enoughRequests, reachableRate, findableHop} {
			if m := check(s, p.Objective); m != nil {
				p.at.Adopt(*m)
				break
			}
		}
	}
}

// routeInMix demands that the load sends the requests that an objective is about.
func routeInMix(s *Scenario, o Objective) *source.Mistake {
	route := o.Labels["route"]
	if route == "" || s.Load.share(route) > 0 {
		return nil
	}
	return &source.Mistake{Message: fmt.Sprintf("no request of route %q is sent, so %q is never measured", route, o.Text),
		Hint: "add the route to load's \"mix\", which has " + strings.Join(s.Load.routes(), ", ")}
}

// boundAboveZero refuses a multiple of the baseline that is zero whatever the baseline is.
func boundAboveZero(_ *Scenario, o Objective) *source.Mistake {
	if !o.Relative || o.High > 0 {
		return nil
	}
	return &source.Mistake{Message: `"0x baseline" is zero, whatever the baseline is`, Hint: "write a multiple above 0, such as 2x baseline, or a plain value"}
}

// enoughRequests demands that the phases of a percentile hold enough requests for it.
func enoughRequests(s *Scenario, o Objective) *source.Mistake {
	q, ok := percentiles[o.Signal]
	if !ok {
		return nil
	}
	phases := []string{o.Phase}
	if o.Relative {
		phases = append(phases, "baseline")
	}
	need := tailSamples / (1 - q)
	for _, phase := range phases {
		if phase != "warmup" && s.Timeline.seconds(phase) == 0 {
			continue // its length is mistaken, which was said
		}
		if most := s.mostRequests(phase, o.Labels["route"]); most < math.Round(need) {
			return &source.Mistake{
				Message: fmt.Sprintf("%s needs %.0f requests in phase %q, which has at most %.0f", o.Signal, need, phase, most),
				Hint:    "lengthen the phase, raise load's \"rate\", or bound a lower percentile or slow(...)"}
		}
	}
	return nil
}

// reachableRate refuses a throughput that is above the rate at which requests are sent.
func reachableRate(s *Scenario, o Objective) *source.Mistake {
	least := o.High
	if o.Op == "in" {
		least = o.Low
	}
	if o.Signal != "throughput" || o.Relative || o.Op == "<" || o.Op == "<=" {
		return nil
	}
	seconds := s.Timeline.seconds(o.Phase)
	most := s.mostRequests(o.Phase, o.Labels["route"])
	if seconds == 0 || least <= most/seconds {
		return nil
	}
	return &source.Mistake{Message: fmt.Sprintf("%q can't be reached: at most %.4g/s of these requests are sent", o.Text, most/seconds),
		Hint: "lower the bound, or raise load's \"rate\""}
}

// findableHop refuses a hop that the grade never finds.
func findableHop(_ *Scenario, o Objective) *source.Mistake {
	if o.Signal != "hop" || slices.Contains(topology.Findable(), o.Word) {
		return nil
	}
	return &source.Mistake{Message: fmt.Sprintf("no drill is ever graded to hop %q", o.Word),
		Hint: "name one of " + strings.Join(topology.Findable(), ", ")}
}

// mostRequests is how many requests of a route ("" for all) a phase can hold: what is expected, and where the load chooses at
// random four standard deviations more.
func (s *Scenario) mostRequests(phase, route string) float64 {
	expected := s.Load.Rate * s.Timeline.seconds(phase) * s.Load.share(route)
	if route == "" && s.Load.Arrivals == "constant" {
		return math.Ceil(expected)
	}
	return math.Ceil(expected + 4*math.Sqrt(expected))
}

// share is the part of the requests that go to a route, 1 for "".
func (l Load) share(route string) float64 {
	if route == "" {
		return 1
	}
	var of, all float64
	for _, m := range l.Mix {
		all += m.Weight
		if m.Route == route {
			of += m.Weight
		}
	}
	if all == 0 {
		return 1 // the mix itself is mistaken, which was said
	}
	return of / all
}

func (l Load) routes() []string {
	var names []string
	for _, m := range l.Mix {
		names = append(names, m.Route)
	}
	slices.Sort(names)
	return names
}

// seconds is the length of a phase, of Run without the warm-up.
func (t Timeline) seconds(phase string) float64 {
	switch phase {
	case "warmup":
		return t.Warmup.Seconds()
	case "baseline":
		return t.Baseline.Seconds()
	case "fault":
		return t.Fault.Seconds()
	case "recovery":
		return t.Recovery.Seconds()
	}
	return (t.Total() - t.Warmup).Seconds()
}
