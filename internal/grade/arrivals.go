package grade

import (
	"math"

	"firedrill/internal/record"
)

// arrivals says that in each phase as many requests were scheduled as the rate makes, give or take what chance does to
// Poisson arrivals. An open loop schedules them whatever becomes of the lab, so a lack is the client's.
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
