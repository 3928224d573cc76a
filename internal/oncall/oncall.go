// Package oncall turns a drill into practice: something breaks, the pager rings, and a person or an agent must find
// the cause, fix it, and show that the fix holds. It owns the parts of a round, the responder's actions, and the
// score. It is pure: times are arguments, and callers act on the lab.
package oncall

import (
	"errors"
	"math/rand/v2"
	"slices"
	"time"

	"firedrill/scenarios"
)

// Scene describes the system to a responder.
const Scene = "You are on call for the shop: nginx, then the app (shop-1 ...), then Redis as its cache and Postgres."

// controls is the percentage of rounds without an incident. In these, reporting no incident is right. Without them, a
// responder who always reports an incident would never be wrong.
const controls = 25

// Wanted filters the rounds to choose from. The zero value allows all.
type Wanted struct {
	Name  string
	Level int
	Hop   string
}

// ErrNone reports that no drill of the library matches.
var ErrNone = errors.New("no drill in the library matches")

// Pick chooses a round's scenario by the seed. A name selects that drill; otherwise about one round in four is a
// control.
func Pick(all []*scenarios.Scenario, w Wanted, seed uint64) (*scenarios.Scenario, error) {
	var incidents, quiet []*scenarios.Scenario
	for _, s := range all {
		switch {
		case w.Name != "" && s.Name == w.Name:
			return s, nil
		case s.Control():
			quiet = append(quiet, s)
		case (w.Level == 0 || s.Level == w.Level) && (w.Hop == "" || s.Hop == w.Hop):
			incidents = append(incidents, s)
		}
	}
	if len(incidents) == 0 || w.Name != "" {
		return nil, ErrNone
	}
	random := rand.New(rand.NewPCG(seed, streamPick))
	if random.IntN(100) < controls && len(quiet) > 0 {
		return turn(quiet, seed), nil
	}
	return turn(incidents, seed), nil
}

// turn chooses from a list so that consecutive seeds give each entry once before one repeats: the list is shuffled
// again for each block of len(all) seeds.
func turn(all []*scenarios.Scenario, seed uint64) *scenarios.Scenario {
	n := uint64(len(all))
	random := rand.New(rand.NewPCG(seed/n, streamTurn))
	return all[random.Perm(len(all))[seed%n]]
}

// Each random choice of a round has its own stream, so that one choice does not depend on another.
const (
	streamPick     = 0x6f6e63616c6c7069
	streamTurn     = 0x6f6e63616c6c7475
	streamPage     = 0x6f6e63616c6c7067
	streamTime     = 0x6f6e63616c6c7469
	streamInnocent = 0x6f6e63616c6c6e6f
	streamNoise    = 0x6f6e63616c6c6e7a
	streamSecond   = 0x6f6e63616c6c3264
)

// Timing is the schedule of a round. Times are since the start of the load unless stated otherwise.
type Timing struct {
	Quiet time.Duration // time before the injection
	Page  time.Duration // from the injection to the page
	Limit time.Duration // from the page to the time-out of the round
	Pause time.Duration // from the first "resolve" to the second incident, if there is one
}

// When draws a round's timing from its seed, so that a responder cannot predict it.
func When(seed uint64) Timing {
	random := rand.New(rand.NewPCG(seed, streamTime))
	between := func(low, high int) time.Duration { return time.Duration(low+random.IntN(high-low+1)) * time.Second }
	return Timing{Quiet: between(12, 40), Page: between(8, 16), Limit: limit, Pause: between(8, 20)}
}

// limit is the length of a round after the page.
const limit = 15 * time.Minute

// Mechanisms returns the mechanisms that a diagnosis may name: the library's, and those of the scenario.
func Mechanisms(s *scenarios.Scenario) []string {
	var names []string
	for _, m := range scenarios.Mechanisms {
		names = append(names, m.Name)
	}
	if !slices.Contains(names, s.Cause.Mechanism) {
		names = append(names, s.Cause.Mechanism)
		slices.Sort(names)
	}
	return names
}
