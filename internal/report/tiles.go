package report

import (
	"firedrill/internal/grade"
	"firedrill/internal/record"
)

// tiles returns the key figures of a drill: failures, latency, detection, recovery and orders.
func tiles(d Drill) []tile {
	r := d.Result
	base, fault := r.Phase(record.PhaseBaseline), r.Phase(record.PhaseFault)
	var all []tile
	if fault != nil && fault.Scheduled > 0 {
		t := tile{Name: "Got no good answer", Value: grade.Percent(*fault.FailedFraction()), Remark: "of requests, while the fault acted"}
		if base != nil && base.Scheduled > 0 {
			t.Remark += "; " + grade.Percent(*base.FailedFraction()) + " before"
		}
		all = append(all, t, slowness(base, fault))
	}
	detected := tile{Name: "Noticed after", Value: seconds(r.Detection.Seconds), Remark: "no burn-rate alert would have rung"}
	if r.Detection.Tier != nil {
		detected.Remark = "by the " + *r.Detection.Tier + " burn-rate alert"
	}
	recovered := tile{Name: "Well again after", Value: seconds(r.Recovery.Seconds), Remark: "not seen in this drill"}
	if r.Recovery.Seconds != nil {
		recovered.Remark = "of the revert, for ten seconds in a row"
		if !r.Recovery.Confirmed {
			recovered.Remark = "of the revert, until the load ended"
		}
	}
	return append(all, detected, recovered, orders(r))
}

// slowness returns the highest percentile for which the fault phase has enough samples.
func slowness(base, fault *grade.Phase) tile {
	name, of := "p95", func(p *grade.Phase) *float64 { return p.Latency.P95 }
	if fault.Latency.P95 == nil {
		name, of = "median", func(p *grade.Phase) *float64 { return p.Latency.P50 }
	}
	t := tile{Name: "Latency, " + name, Value: millis(of(fault)), Remark: "while the fault acted"}
	if base != nil && of(base) != nil {
		t.Remark += "; " + millis(of(base)) + " before"
	}
	return t
}

func orders(r *grade.Result) tile {
	a := r.Audit
	if a.Acknowledged == nil || a.Lost == nil || a.Doubled == nil {
		return tile{Name: "Orders lost", Value: none, Remark: "not audited"}
	}
	return tile{Name: "Orders lost", Value: grade.Thousands(int64(*a.Lost)), Remark: "of " + grade.Thousands(int64(*a.Acknowledged)) +
		" confirmed; " + grade.Thousands(int64(*a.Doubled)) + " doubled"}
}
