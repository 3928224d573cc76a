package oncall

import (
	"math/rand/v2"
	"slices"

	"firedrill/internal/topology"
	"firedrill/scenarios"
)

// Follower chooses a round's second incident by the seed, for a lab of that topology. The error is ErrNone if no
// drill can follow the first.
func Follower(all []*scenarios.Scenario, first *scenarios.Scenario, t topology.Topology, seed uint64) (*scenarios.Scenario, error) {
	fit := followers(all, first, t)
	if len(fit) == 0 {
		return nil, ErrNone
	}
	random := rand.New(rand.NewPCG(seed, streamSecond))
	return fit[random.IntN(len(fit))], nil
}

// Followed returns the drills that another can follow, and the controls, which have no second incident.
func Followed(all []*scenarios.Scenario, t topology.Topology) []*scenarios.Scenario {
	var led []*scenarios.Scenario
	for _, s := range all {
		if s.Control() || len(followers(all, s, t)) > 0 {
			led = append(led, s)
		}
	}
	return led
}

func followers(all []*scenarios.Scenario, first *scenarios.Scenario, t topology.Topology) []*scenarios.Scenario {
	var fit []*scenarios.Scenario
	for _, s := range all {
		if follows(s, first, t) {
			fit = append(fit, s)
		}
	}
	return fit
}

// follows reports whether a drill can be the second incident of a round. It must show under the load of the first,
// which continues, and beside what may remain of the first.
func follows(s, first *scenarios.Scenario, t topology.Topology) bool {
	return !s.Control() && !first.Control() && s.Lab == first.Lab && s.Cause.Component != first.Cause.Component &&
		shows(s.Load, first.Load) && !slices.ContainsFunc(s.Faults, func(f scenarios.Fault) bool { return done(f, first.Faults, t) })
}

// done reports that the same fault already acts on the same instance, by whatever name either scenario calls it.
func done(f scenarios.Fault, already []scenarios.Fault, t topology.Topology) bool {
	f, _ = f.Resolve(t)
	return slices.ContainsFunc(already, func(g scenarios.Fault) bool {
		g, _ = g.Resolve(t)
		return f.Kind == g.Kind && f.On == g.On
	})
}

// Limits for the load of another drill, within which users feel a drill as it was measured.
const (
	leastRate  = 0.75 // of its own rate; above its own rate it would be a different drill
	leastShare = 0.5  // of the share of each of its main routes
	mainShare  = 0.1  // a route with this share is a main route
)

// shows reports that an effect measured under a drill's own load also shows under another load.
func shows(own, other scenarios.Load) bool {
	if other.Rate > own.Rate || other.Rate < leastRate*own.Rate || other.Timeout > own.Timeout || other.Newcomers < own.Newcomers {
		return false
	}
	for _, r := range own.Mix {
		if s := share(own, r.Route); s >= mainShare && share(other, r.Route) < leastShare*s {
			return false
		}
	}
	return true
}

// share returns the fraction of the requests on a route, 0 to 1.
func share(l scenarios.Load, route string) float64 {
	var of, all float64
	for _, r := range l.Mix {
		all += r.Weight
		if r.Route == route {
			of += r.Weight
		}
	}
	if all == 0 {
		return 0
	}
	return of / all
}
