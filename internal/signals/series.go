package signals

import (
	"fmt"
	"slices"
	"time"

	"github.com/HdrHistogram/hdrhistogram-go"
)

// Ask selects counts per second. Empty fields match every request. Route and Replica select requests; Class selects
// only among the bad and the slow ones, so that failed{class=timeout} is the fraction of all requests that timed out.
type Ask struct {
	Route, Class, Replica string
	Over                  time.Duration // threshold for slow; 0 counts none as slow
	Quantile              bool          // keep the latencies too
}

// Series is the result of an Ask, second by second.
type Series struct {
	Batches []Batch
	Latency Histogram // of all batches, if Quantile is set
}

// Batch is one second of a series, by due time.
type Batch struct {
	At      int64   // start, µs since the record's start
	Seconds float64 // length: 1, except for the last batch of a phase, 0.5 to 1.5
	N       int64   // scheduled
	OK      int64
	Bad     int64 // failed or dropped, with the class
	Slow    int64 // not answered within Over, with the class
	tail    *hdrhistogram.Histogram
}

// Sent returns the number of latencies in the batch; 0 if Quantile is not set.
func (b *Batch) Sent() int64 {
	if b.tail == nil {
		return 0
	}
	return b.tail.TotalCount()
}

// Over returns the approximate number of the batch's requests that took longer than ms. The histogram of a second is
// coarse (one digit): it shows how a quantile varies between seconds, not its value.
func (b *Batch) Over(ms float64) int64 {
	if b.tail == nil {
		return 0
	}
	var over int64
	for _, bar := range b.tail.Distribution() {
		if bar.Count > 0 && float64(bar.From+bar.To)/2000 > ms {
			over += bar.Count
		}
	}
	return over
}

// newTail returns the histogram of one second: 0.1 ms to MaxSpan in steps of at most 6 %, in under 4 KB.
func newTail() *hdrhistogram.Histogram { return hdrhistogram.New(100, 120_000_000, 1) }

const tailMax = 120_000_000

func addTail(h *hdrhistogram.Histogram, v int64) { _ = h.RecordValue(min(v, tailMax)) }

// wants reports that the request's latency belongs to the series.
func (a *Ask) wants(r *request) bool {
	return a.Quantile && !r.dropped && (a.Route == "" || a.Route == r.Route) && (a.Replica == "" || a.Replica == r.Replica)
}

func (s *Series) add(a *Ask, r *request, i int) {
	if (a.Route != "" && a.Route != r.Route) || (a.Replica != "" && a.Replica != r.Replica) {
		return
	}
	for len(s.Batches) <= i {
		s.Batches = append(s.Batches, Batch{})
	}
	b := &s.Batches[i]
	b.N++
	ofClass := a.Class == "" || a.Class == r.Class
	switch {
	case !r.bad:
		b.OK++
	case ofClass:
		b.Bad++
	}
	if a.Over > 0 && ofClass && (r.dropped || r.latency > a.Over.Microseconds()) {
		b.Slow++
	}
	if a.wants(r) {
		s.Latency.add(r.latency)
		if b.tail == nil {
			b.tail = newTail()
		}
		addTail(b.tail, r.latency)
	}
}

// finish gives the series a batch for every second of a phase with this start and length. A rest of less than half a
// second is added to the last whole batch, since such a small batch would get too much weight.
func (s *Series) finish(start int64, length float64) {
	whole := int(length)
	n := whole
	if length-float64(whole) >= 0.5 || whole == 0 {
		n++
	}
	for len(s.Batches) < n {
		s.Batches = append(s.Batches, Batch{})
	}
	for len(s.Batches) > n {
		last := s.Batches[len(s.Batches)-1]
		s.Batches = s.Batches[:len(s.Batches)-1]
		s.Batches[len(s.Batches)-1].join(last)
	}
	for i := range s.Batches {
		s.Batches[i].At, s.Batches[i].Seconds = start+int64(i)*second, 1
	}
	s.Batches[n-1].Seconds = length - float64(n-1)
}

func (b *Batch) join(o Batch) {
	b.N, b.OK, b.Bad, b.Slow = b.N+o.N, b.OK+o.OK, b.Bad+o.Bad, b.Slow+o.Slow
	switch {
	case b.tail == nil:
		b.tail = o.tail
	case o.tail != nil:
		b.tail.Merge(o.tail)
	}
}

// Series returns the result of the ask in the named phase, or in all graded phases if the phase is "run". The record
// must have been measured with this ask.
func (w *Windows) Series(phase string, ask Ask) (*Series, error) {
	phases := w.Graded()
	if phase != "run" {
		p := w.Phase(phase)
		if p == nil {
			return nil, fmt.Errorf("the drill had no phase %q", phase)
		}
		phases = []*Phase{p}
	}
	run := &Series{}
	for _, p := range phases {
		s := p.find(w.asks, ask)
		if s == nil {
			return nil, fmt.Errorf("the record was not measured for %+v", ask)
		}
		if len(phases) == 1 {
			return s, nil
		}
		run.Batches = append(run.Batches, s.Batches...)
	}
	run.Latency = w.run[slices.Index(w.asks, ask)]
	return run, nil
}

func (p *Phase) find(asks []Ask, ask Ask) *Series {
	for i, a := range asks {
		if a == ask {
			return p.series[i]
		}
	}
	return nil
}
