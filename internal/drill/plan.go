package drill

import (
	"slices"

	"firedrill/chaos"
	"firedrill/internal/load"
	"firedrill/scenarios"
	"firedrill/stack"
)

// PlanOf returns the load of one run of a scenario. ca signs the lab's certificates.
func PlanOf(s *scenarios.Scenario, run string, seed uint64, ca string) load.Plan {
	p := load.Plan{Fresh: s.Load.Newcomers, Target: stack.SiteURL, CA: ca, Seed: seed, Arrivals: s.Load.Arrivals, Timeout: s.Load.Timeout,
		MaxInFlight: s.Load.MaxInFlight, Workload: stack.Workload, Run: run,
		Stages: []load.Stage{{Rate: s.Load.Rate}}}
	for _, share := range s.Load.Mix {
		p.Mix = append(p.Mix, load.Weight{Route: share.Route, Weight: share.Weight})
	}
	return p
}

// Furnish adds to a lab what the faults of a scenario need and a lab has only on request: a separate disk for the
// database. It does not change its argument.
func Furnish(s *scenarios.Scenario, l stack.Lab, x chaos.Index) stack.Lab {
	if !slices.ContainsFunc(s.Faults, func(f scenarios.Fault) bool {
		kind, err := x.Kind(f.Kind)
		return err == nil && slices.Contains(kind.Needs, chaos.NeedDisk)
	}) {
		return l
	}
	return FurnishAll(l)
}

// FurnishAll adds to a lab everything that any scenario may need, so that the lab does not reveal the scenario.
func FurnishAll(l stack.Lab) stack.Lab { return l.WithDisk() }
