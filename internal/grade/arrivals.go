package grade

import (
	"math"

	"firedrill/internal/record"
)

// arrivals checks that each phase has as many scheduled requests as its rate gives, within the variation of Poisson
// arrivals. An open loop schedules them whatever the state of the lab, so a shortfall is the client's fault.
func (s *sheet) arrivals() []finding {
	var broken []finding
	for _, p := range s.w.Graded() {
		planned := s.scenario.Load.Rate * p.Length()
		if short := planned*0.98 - 4*math.Sqrt(planned); float64(p.All.Scheduled) < short {
			name := p.Name + " phase"
			if p.Name == record.PhaseBaseline {
				name = p.Name
			}
			broken = append(broken, found(record.CodeLoadNotHeld, "load not held: %s requests scheduled in the %s, %.0f planned",
				Thousands(p.All.Scheduled), name, planned))
		}
	}
	return broken
}
