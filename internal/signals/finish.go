package signals

import "firedrill/internal/record"

// finish computes the values that need the whole record.
func (m *meter) finish(r *record.Record) {
	m.wholeness(r.Events)
	n := len(m.w.Phases)
	if n == 0 {
		return
	}
	last := m.w.Phases[n-1]
	last.End = m.loadEnd(r.Events, last)
	m.w.happened(r.Events, last.End)
	for _, p := range m.w.Phases {
		for _, s := range p.series {
			s.finish(p.Start, p.Length())
		}
		if n := int(p.Length()); n > 0 {
			p.second(n - 1) // fills in a last second without requests
		}
	}
	m.w.Detection.finish(last.End)
	if m.w.Recovery != nil {
		m.w.Recovery.finish(last.End)
	}
}

// wholeness compares the number of samples with the number of scheduled requests.
func (m *meter) wholeness(events []record.Event) {
	a := &m.w.Arrivals
	if a.Samples > 0 {
		a.Scheduled = m.lastSeq + 1
	}
	n := a.Samples
	a.Repeated = n > 0 && n == a.Scheduled && m.seqSum != triangle(n) || n > a.Scheduled
	for _, e := range events {
		if e.Load != nil {
			a.Scheduled = max(a.Scheduled, e.Load.Scheduled)
		}
	}
}

// triangle returns 0 + 1 + ... + (n-1), modulo 2^64.
func triangle(n uint64) uint64 {
	if n%2 == 0 {
		return n / 2 * (n - 1)
	}
	return (n - 1) / 2 * n
}

// loadEnd returns the end of the last phase: as planned, or earlier if the load or the record ended early, but never
// before the last arrival. Afterwards the client still waits for answers; that time is not part of the phase.
func (m *meter) loadEnd(events []record.Event, last *Phase) int64 {
	end := last.End
	for _, e := range events {
		if e.Load != nil || e.End != nil {
			end = min(end, e.At)
		}
	}
	return max(end, m.lastDue+1, last.Start+1)
}
