package grade

import (
	"maps"
	"math"
	"slices"
	"time"

	"firedrill/internal/record"
	"firedrill/internal/signals"
)

// number rounds to a number of decimal places, so that the last bits of a value print the same on every machine.
func number(v float64, digits int) *float64 {
	scale := math.Pow10(digits)
	v = math.Round(v*scale) / scale
	return &v
}

// part returns some/whole, or 0 if whole is 0.
func part(some, whole int64) float64 {
	if whole == 0 {
		return 0
	}
	return float64(some) / float64(whole)
}

// at converts a time of the record to wall-clock time.
func (s *sheet) at(us int64) time.Time { return s.start.Add(time.Duration(us) * time.Microsecond) }

func (s *sheet) when(us int64) *time.Time {
	if us == record.Absent {
		return nil
	}
	t := s.at(us)
	return &t
}

func (s *sheet) harness() Harness {
	h := Harness{}
	if p := s.w.Phase(record.PhaseBaseline); p != nil && p.All.Scheduled > 0 {
		h.LateFraction = number(part(p.All.Late, p.All.Scheduled), 6)
		h.DroppedFraction = number(part(p.All.Dropped, p.All.Scheduled), 6)
	}
	if c := s.w.Clock; c != nil {
		h.ClockOffsetMS = number(c.OffsetMS, 3)
	}
	return h
}

func (s *sheet) counts(p *signals.Phase, st *signals.Stats) Counts {
	c := Counts{
		Start: s.at(p.Start), Seconds: *number(p.Length(), 3),
		Scheduled: st.Scheduled, Sent: st.Sent(), OK: st.OK, Failed: st.Failed, Dropped: st.Dropped,
		Rate: *number(float64(st.Scheduled)/p.Length(), 3), Latency: latency(st.Latency), Errors: map[string]int64{},
		FailedAt: map[string]int64{},
	}
	maps.Copy(c.Errors, st.Errors)
	maps.Copy(c.FailedAt, st.FailedAt)
	return c
}

func latency(h signals.Histogram) Latency {
	l := Latency{P50: percentile(h, 0.5), P95: percentile(h, 0.95), P99: percentile(h, 0.99)}
	if h.N() > 0 {
		l.Max = number(h.Max(), 3)
	}
	return l
}

// percentile returns nil if too few samples lie beyond the quantile.
func percentile(h signals.Histogram, q float64) *float64 {
	if !signals.Enough(h.N(), q) {
		return nil
	}
	return number(h.Quantile(q), 3)
}

func (s *sheet) routes(p *signals.Phase) []Route {
	var all []Route
	for _, name := range slices.Sorted(maps.Keys(p.Routes)) {
		all = append(all, Route{Route: name, Phase: p.Name, Counts: s.counts(p, p.Routes[name])})
	}
	return all
}

func hopsOf(p *signals.Phase) []Hop {
	var whole int64
	for i := range p.Hops {
		whole += p.Hops[i].Total
	}
	var all []Hop
	for i := range p.Hops {
		h := &p.Hops[i]
		if h.Passed == 0 {
			continue
		}
		all = append(all, Hop{
			Phase: p.Name, Hop: signals.HopNames[i], Share: *number(part(h.Total, whole), 6),
			P50: percentile(h.Latency, 0.5), P95: percentile(h.Latency, 0.95),
		})
	}
	return all
}

func (s *sheet) faults() []Fault {
	all := []Fault{}
	for _, f := range s.w.Faults {
		params := map[string]string{}
		maps.Copy(params, f.Params)
		all = append(all, Fault{
			ID: f.ID, Kind: f.Kind, Target: f.Target, Params: params,
			Injected: s.when(f.Injected), Reverted: s.when(f.Reverted),
			Proof: Proof{Mechanism: check(f.Mechanism), Effect: check(f.Effect), Gone: check(f.Gone)},
		})
	}
	return all
}

func check(c *record.Check) *Check {
	if c == nil {
		return nil
	}
	return &Check{OK: c.OK, Saw: c.Saw}
}
