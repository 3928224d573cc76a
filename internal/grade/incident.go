package grade

import (
	"fmt"

	"firedrill/internal/record"
)

// incident says whether users had one: an alert rang after the baseline, or, from then on, requests failed or were slower
// than in the baseline by so much that a hop was looked for. Without a sound baseline that is not known, and none is reported.
func (s *sheet) incident() Incident {
	at, why := s.hop(record.PhaseFault)
	in := Incident{Hop: at, Why: why}
	if s.unsound() != "" {
		return in
	}
	if d := s.w.Detection; d.Seconds >= 0 && !d.Before {
		in.Reported, in.Why = true, fmt.Sprintf("the %s burn-rate alert rings", d.Tier)
		return in
	}
	for _, phase := range []string{record.PhaseFault, record.PhaseRecovery} {
		if hop, why := s.hop(phase); hop != "" && hop != "none" {
			in.Reported, in.Why = true, why
			return in
		}
	}
	return in
}
