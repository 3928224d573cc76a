package oncall

import (
	"math/rand/v2"
	"slices"

	"firedrill/internal/topology"
	"firedrill/scenarios"
)

// Follower draws from the seed which drill is a round's second incident, in a lab of that topology. The error is ErrNone
// where none goes with the first.
func Follower(all []*scenarios.Scenario, first *scenarios.Scenario, t topology.Topology, seed uint64) (*scenarios.Scenario, error) {
	fit := followers(all, first, t)
	if len(fit) == 0 {
		return nil, ErrNone
	}
	random := rand.New(rand.NewPCG(seed, streamSecond))
	return fit[random.IntN(len(fit))], nil
}

// Followed are the drills that another can follow, and the controls, which none does.
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

// follows says whether a drill can be the second incident of a round. It has to show under the load of the first, which
// goes on, and beside what may still stand of the first.
func follows(s, first *scenarios.Scenario, t topology.Topology) bool {
	return !s.Control() && !first.Control() && s.Lab == first.Lab && s.Cause.Component != first.Cause.Component &&
		shows(s.Load, first.Load) && !slices.ContainsFunc(s.Faults, func(f scenarios.Fault) bool { return done(f, first.Faults, t) })
}

// done says that the same is done to the same instance already, whatever either scenario names it by.
func done(f scenarios.Fault, already []scenarios.Fault, t topology.Topology) bool {
	f, _ = f.Resolve(t)
	return slices.ContainsFunc(already, func(g scenarios.Fault) bool {
		g, _ = g.Resolve(t)
		return f.Kind == g.Kind && f.On == g.On
	})
}

// How far another load may be from a drill's own, so that users feel the drill as they were measured to.
const (
	leastRate  = 0.75 // of its rate; more than its rate would be another drill
	leastShare = 0.5  // of the share that each of its main routes has
	mainShare  = 0.1  // from here on a route is one of them
)

// shows says that what was measured under a load of its own is to be seen under another.
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

// share is the part of the requests that a route has, 0 to 1.
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
