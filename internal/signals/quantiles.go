package signals

import (
	"fmt"

	"firedrill/internal/record"
)

// quantiles reads the samples again until the exact value of every published quantile is found. One pass is enough, except for
// latencies of many seconds.
func (m *meter) quantiles(r *record.Record) error {
	all := m.w.histograms()
	for _, h := range all {
		h.seek()
	}
	for more := len(all) > 0; more; {
		if err := r.Samples(m.see); err != nil {
			return err
		}
		more = false
		for _, h := range all {
			again, err := h.endPass()
			if err != nil {
				return fmt.Errorf("record %q: %w", r.Dir, err)
			}
			more = more || again
		}
	}
	return nil
}

// histograms lists all histograms of the windows.
func (w *Windows) histograms() []*Histogram {
	var all []*Histogram
	for _, p := range w.Phases {
		all = append(all, &p.All.Latency)
		for _, s := range p.Routes {
			all = append(all, &s.Latency)
		}
		for _, s := range p.Replicas {
			all = append(all, &s.Latency)
		}
		for i := range p.Hops {
			all = append(all, &p.Hops[i].Latency)
		}
		for _, s := range p.series {
			all = append(all, &s.Latency)
		}
	}
	for i := range w.run {
		all = append(all, &w.run[i])
	}
	return all
}

// see adds a sample to the search of every histogram that holds it.
func (m *meter) see(s *record.Sample) error {
	r := &m.req
	r.of(s)
	p := m.w.at(s.Due)
	if p == nil || r.dropped {
		return nil
	}
	p.All.Latency.see(r.latency)
	stats(p.Routes, s.Route).Latency.see(r.latency)
	if s.Replica != "" {
		stats(p.Replicas, s.Replica).Latency.see(r.latency)
	}
	var t [NumHops]int64
	r.split(&t)
	for i, v := range t {
		if v != record.Absent {
			p.Hops[i].Latency.see(v)
		}
	}
	for k := range m.w.asks {
		if a := &m.w.asks[k]; a.wants(r) {
			p.series[k].Latency.see(r.latency)
			if p.Name != record.PhaseWarmup {
				m.w.run[k].see(r.latency)
			}
		}
	}
	return nil
}
