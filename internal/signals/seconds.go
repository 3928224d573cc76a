package signals

import "github.com/HdrHistogram/hdrhistogram-go"

// Second is one second of a phase, by due time, from the phase's start. The last one of a phase may be shorter.
type Second struct {
	Scheduled, OK, Failed, Dropped, Slow int64
	latency                              *hdrhistogram.Histogram
}

// P95 is the second's 95th percentile in ms to about 6 %, and false if it holds fewer than 20 requests: good for a
// line on a chart, not for a grade.
func (s *Second) P95() (float64, bool) {
	if s.latency == nil || s.latency.TotalCount() < 20 {
		return 0, false
	}
	return float64(s.latency.ValueAtQuantile(95)) / 1000, true
}

// Good says whether the users were well in this second: it had requests, and at most GoodFraction of them were bad, and
// as many slow.
func (s *Second) Good() bool {
	limit := GoodFraction * float64(s.Scheduled)
	return s.Scheduled > 0 && float64(s.Failed+s.Dropped) <= limit && float64(s.Slow) <= limit
}

func (s *Second) add(r *request) {
	s.Scheduled++
	switch {
	case r.dropped:
		s.Dropped++
	case r.bad:
		s.Failed++
	default:
		s.OK++
	}
	if r.slow {
		s.Slow++
	}
}

// second returns the phase's second i, and grows the phase to hold it.
func (p *Phase) second(i int) *Second {
	for len(p.Seconds) <= i {
		p.Seconds = append(p.Seconds, Second{})
	}
	return &p.Seconds[i]
}

// BadSeconds counts the phase's seconds that were not good. One of which less than half lies in the phase is left out.
func (p *Phase) BadSeconds() int {
	n := int(p.Length() + 0.5)
	bad := 0
	for i := range min(n, len(p.Seconds)) {
		if !p.Seconds[i].Good() {
			bad++
		}
	}
	return bad
}
