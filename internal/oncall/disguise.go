package oncall

import (
	"math/rand/v2"

	"firedrill/scenarios"
)

// Disguised returns a control with the page of a random incident, chosen by the seed: its own page would give it
// away. An incident is returned unchanged.
func Disguised(all []*scenarios.Scenario, s *scenarios.Scenario, seed uint64) *scenarios.Scenario {
	if !s.Control() {
		return s
	}
	var pages []string
	for _, other := range all {
		if !other.Control() && other.Page != "" {
			pages = append(pages, other.Page)
		}
	}
	if len(pages) == 0 {
		return s
	}
	disguised := *s
	disguised.Page = pages[rand.New(rand.NewPCG(seed, streamPage)).IntN(len(pages))]
	return &disguised
}
