package grade

import (
	"fmt"
	"math"

	"firedrill/internal/record"
	"firedrill/internal/topology"
)

// incident reports whether users had an incident: an alert fired after the baseline, or requests failed or were slower
// than in the baseline by enough for hop to look for a cause. Without a sound baseline no incident is reported.
func (s *sheet) incident() Incident {
	at, why := s.hop(record.PhaseFault)
	in := Incident{Hop: at, Why: why}
	if s.unsound() != "" {
		return in
	}
	if d := s.w.Detection; d.Seconds >= 0 && !d.Before {
		in.Reported, in.Why = true, fmt.Sprintf("the %s burn-rate alert rings", d.Tier)
		if bad, beyond := s.hurt(); !placed(at) && bad > 0 && beyond == 0 {
			return Incident{Hop: topology.HopUnknown, Why: fmt.Sprintf("%s, but this machine was too busy: all %s bad requests may be its doing", in.Why, Thousands(bad))}
		}
		if !placed(at) && why != "" {
			in.Why += "; " + why
		}
		return in
	}
	for _, phase := range []string{record.PhaseFault, record.PhaseRecovery} {
		if hop, why := s.hop(phase); hop != "" && hop != topology.HopNone {
			in.Reported, in.Why = true, why
			return in
		}
	}
	return in
}

// placed reports whether a hop is named.
func placed(hop string) bool {
	return hop != "" && hop != topology.HopNone && hop != topology.HopUnknown
}

// hurt counts the bad requests from the fault phase on, and those among them that the machine cannot have caused.
func (s *sheet) hurt() (bad, beyond int64) {
	for _, p := range s.w.Phases {
		if p.Name != record.PhaseFault && p.Name != record.PhaseRecovery {
			continue
		}
		for i := range p.Seconds {
			one, at := &p.Seconds[i], p.Start+int64(i)*1e6
			n := one.Failed + one.Dropped + one.Slow
			bad += n
			beyond += max(0, n-int64(math.Ceil(s.part(at, at+1e6)*float64(one.Scheduled))))
		}
	}
	return bad, beyond
}
