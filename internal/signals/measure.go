package signals

import (
	"fmt"
	"strings"

	"firedrill/internal/record"
)

// examplesEach is the number of examples kept per error class and phase.
const examplesEach = 3

// Measure counts everything that is asked for and that a report shows, in one pass over the samples. A second pass
// finds the exact quantiles.
func Measure(r *record.Record, asks []Ask) (*Windows, error) {
	m, err := newMeter(r, asks)
	if err != nil {
		return nil, record.Bad(fmt.Errorf("record %q: %w", r.Dir, err))
	}
	if err := r.Samples(m.add); err != nil {
		return nil, err
	}
	m.finish(r)
	if err := m.quantiles(r); err != nil {
		return nil, err
	}
	// No verdict depends on these files. If one is unreadable, that is reported and its data is left out.
	for _, err := range []error{m.w.readGauges(r), m.w.identify(r)} {
		if err != nil {
			m.w.Unread = append(m.w.Unread, err.Error())
		}
	}
	return m.w, nil
}

// meter is one pass over a record.
type meter struct {
	w       *Windows
	req     request
	lastDue int64
	lastSeq uint64
	seqSum  uint64 // modulo 2^64
	shown   map[[2]string]int
	asked   map[string]bool // upstream addresses that answered nginx
	lastAsk string
}

func newMeter(r *record.Record, asks []Ask) (*meter, error) {
	w := &Windows{asks: asks, run: make([]Histogram, len(asks)), End: r.End(), Faults: faults(r.Events)}
	for _, e := range r.Events {
		switch {
		case e.Phase != nil:
			if err := w.begin(e.At, e.Phase); err != nil {
				return nil, err
			}
		case e.Audit != nil:
			w.Audit = e.Audit
		case e.Clock != nil && (w.Clock == nil || abs(e.Clock.OffsetMS) > abs(w.Clock.OffsetMS)):
			w.Clock = e.Clock
		case e.Act != nil:
			w.Acts = append(w.Acts, Act{At: e.At, Act: *e.Act})
		}
	}
	var baseline, calm int64
	if p := w.Phase(record.PhaseBaseline); p != nil {
		baseline, calm = p.Start, p.End
	}
	w.Detection = newDetection(w.Faults, baseline, calm)
	w.Recovery = newRecovery(w.Faults, r.Events)
	return &meter{w: w, shown: map[[2]string]int{}, asked: map[string]bool{}}, nil
}

// begin adds a phase and ends the previous one.
func (w *Windows) begin(at int64, e *record.Phase) error {
	at = e.Start(at)
	if w.Phase(e.Name) != nil && !w.restarted(e.Name) {
		return fmt.Errorf("phase %q begins twice", e.Name)
	}
	if n := len(w.Phases); n > 0 {
		if at <= w.Phases[n-1].Start {
			return fmt.Errorf("phase %q begins before phase %q", e.Name, w.Phases[n-1].Name)
		}
		w.Phases[n-1].End = at
	}
	p := &Phase{Name: e.Name, Start: at, Routes: map[string]*Stats{}, Replicas: map[string]*Stats{}}
	p.End = at + int64(e.Seconds*float64(second)) // replaced when the next phase begins
	for range w.asks {
		p.series = append(p.series, &Series{})
	}
	w.Phases = append(w.Phases, p)
	return nil
}

// restarted turns the running baseline into a part of the warm-up if a new baseline begins. It returns false for any
// other phase.
func (w *Windows) restarted(name string) bool {
	last := len(w.Phases) - 1
	if name != record.PhaseBaseline || w.Phases[last].Name != name {
		return false
	}
	if last > 0 {
		w.Phases = w.Phases[:last]
	} else {
		w.Phases[last].Name = record.PhaseWarmup
	}
	return true
}

func (m *meter) add(s *record.Sample) error {
	r := &m.req
	r.of(s)
	if m.misdirected(s) {
		r.hop = "proxy"
	}
	m.count(s)
	p := m.w.at(s.Due)
	if p == nil {
		m.w.Arrivals.Outside++
		return nil
	}
	p.All.add(r)
	stats(p.Routes, s.Route).add(r)
	if s.Replica != "" {
		stats(p.Replicas, s.Replica).add(r)
	}
	i := int((s.Due - p.Start) / second)
	sec := p.second(i)
	sec.count(r)
	p.addHops(r, sec)
	if !r.dropped {
		if sec.latency == nil {
			sec.latency = newTail()
		}
		addTail(sec.latency, r.latency)
	}
	for k := range m.w.asks {
		p.series[k].add(&m.w.asks[k], r, i)
		if a := &m.w.asks[k]; a.wants(r) && p.Name != record.PhaseWarmup {
			m.w.run[k].add(r.latency)
		}
	}
	m.w.Detection.add(r)
	if m.w.Recovery != nil {
		m.w.Recovery.add(r)
	}
	if r.bad {
		m.example(p.Name, r)
	}
	return nil
}

func (m *meter) count(s *record.Sample) {
	m.w.Arrivals.Samples++
	m.lastDue = max(m.lastDue, s.Due)
	m.lastSeq = max(m.lastSeq, s.Seq)
	m.seqSum += s.Seq
}

func (m *meter) example(phase string, r *request) {
	key := [2]string{phase, r.Class}
	if m.shown[key] == examplesEach {
		return
	}
	m.shown[key]++
	latency := r.latency
	if r.dropped {
		latency = record.Absent
	}
	m.w.Examples = append(m.w.Examples, Example{
		Seq: r.Seq, Phase: phase, Route: r.Route, Class: r.Class, Source: r.Source, Replica: r.Replica, Status: r.Status,
		RequestID: strings.Clone(r.RequestID), Due: r.Due, Latency: latency,
	})
}

// at returns the phase in which a request was due, nil if that was before the first phase.
func (w *Windows) at(due int64) *Phase {
	for i := len(w.Phases) - 1; i >= 0; i-- {
		if due >= w.Phases[i].Start {
			return w.Phases[i]
		}
	}
	return nil
}

func stats(all map[string]*Stats, name string) *Stats {
	s := all[name]
	if s == nil {
		s = &Stats{}
		all[name] = s
	}
	return s
}

func abs(x float64) float64 {
	if x < 0 {
		return -x
	}
	return x
}
