package compare

import (
	"firedrill/internal/grade"
	"firedrill/internal/record"
)

// signal is one number of a result.
type signal struct {
	phase string
	name  string
	unit  string
	good  direction
	of    func(*grade.Result) *float64 // nil if it is unknown
}

// values returns the signal's values, without the runs in which it is unknown.
func (s signal) values(set Set) []float64 {
	var all []float64
	for _, r := range set.Results {
		if v := s.of(r); v != nil {
			all = append(all, *v)
		}
	}
	return all
}

// signals are compared for every drill, whatever its objectives.
func signals() []signal {
	all := []signal{{"run", "score", "points", higher, func(r *grade.Result) *float64 { return r.Score }}}
	for _, phase := range []string{record.PhaseBaseline, record.PhaseFault, record.PhaseRecovery} {
		all = append(all,
			ofPhase(phase, "failed", "fraction", lower, func(p *grade.Phase) *float64 { return p.FailedFraction() }),
			ofPhase(phase, "throughput", "/s", higher, throughput),
			ofPhase(phase, "p50", "ms", lower, func(p *grade.Phase) *float64 { return p.Latency.P50 }),
			ofPhase(phase, "p95", "ms", lower, func(p *grade.Phase) *float64 { return p.Latency.P95 }),
			ofPhase(phase, "p99", "ms", lower, func(p *grade.Phase) *float64 { return p.Latency.P99 }))
	}
	return append(all,
		signal{"run", "detected", "s", lower, func(r *grade.Result) *float64 { return r.Detection.Seconds }},
		signal{"run", "recovered", "s", lower, func(r *grade.Result) *float64 { return r.Recovery.Seconds }},
		signal{"run", "lost orders", "count", lower, func(r *grade.Result) *float64 { return whole(r.Audit.Lost) }},
		signal{"run", "doubled orders", "count", lower, func(r *grade.Result) *float64 { return whole(r.Audit.Doubled) }})
}

func ofPhase(phase, name, unit string, good direction, of func(*grade.Phase) *float64) signal {
	return signal{phase, name, unit, good, func(r *grade.Result) *float64 {
		if p := r.Phase(phase); p != nil {
			return of(p)
		}
		return nil
	}}
}

func throughput(p *grade.Phase) *float64 {
	if p.Seconds <= 0 {
		return nil
	}
	v := float64(p.OK) / p.Seconds
	return &v
}

func whole(n *int) *float64 {
	if n == nil {
		return nil
	}
	v := float64(*n)
	return &v
}
