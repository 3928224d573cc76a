// Package oncall turns a drill into practice: something breaks, the pager rings, and a person or an agent must find it, fix
// it, and show that it holds. It owns what a round is made of, what a responder may do in it, and the score. It is pure:
// times are handed in, and what the lab does is its caller's.
package oncall

import (
	"errors"
	"math/rand/v2"
	"slices"
	"time"

	"firedrill/scenarios"
)

// Scene tells a responder where they are.
const Scene = "You are on call for the shop: nginx, then the app (shop-1 ...), then Redis as its cache and Postgres."

// controls is how many of a hundred rounds have no incident: to say so is right, and without them a responder who always
// finds something would never be wrong.
const controls = 25

// Wanted says which rounds are asked for. The zero value is any.
type Wanted struct {
	Name  string
	Level int
	Hop   string
}

// ErrNone says that no drill of the library is what was asked for.
var ErrNone = errors.New("no drill in the library matches")

// Pick chooses a round's scenario. Which one follows from the seed. A drill that was asked for by its name is that one; else
// about one in four is a control.
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

// turn draws from a list so that seeds in a row give each entry once before one comes again: the list is shuffled anew for each run of
// as many seeds.
func turn(all []*scenarios.Scenario, seed uint64) *scenarios.Scenario {
	n := uint64(len(all))
	random := rand.New(rand.NewPCG(seed/n, streamTurn))
	return all[random.Perm(len(all))[seed%n]]
}

// What is random in a round has streams of its own, so that one does not follow from another.
const (
	streamPick     = 0x6f6e63616c6c7069
	streamTurn     = 0x6f6e63616c6c7475
	streamPage     = 0x6f6e63616c6c7067
	streamTime     = 0x6f6e63616c6c7469
	streamInnocent = 0x6f6e63616c6c6e6f
	streamNoise    = 0x6f6e63616c6c6e7a
	streamSecond   = 0x6f6e63616c6c3264
)

// Timing is when things happen in a round, from the start of the load.
type Timing struct {
	Quiet time.Duration // before anything is done to the lab
	Page  time.Duration // from then until the pager rings
	Limit time.Duration // from the page until the round ends by itself
	Pause time.Duration // from the first "resolve" to a second incident, where there is to be one
}

// When draws a round's timing from its seed: a responder can't know when it will break.
func When(seed uint64) Timing {
	random := rand.New(rand.NewPCG(seed, streamTime))
	between := func(low, high int) time.Duration { return time.Duration(low+random.IntN(high-low+1)) * time.Second }
	return Timing{Quiet: between(12, 40), Page: between(8, 16), Limit: limit, Pause: between(8, 20)}
}

// limit is how long a round goes on after the page.
const limit = 15 * time.Minute

// Mechanisms are what a diagnosis in a round may name: the library's, and what the scenario's own file says.
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
