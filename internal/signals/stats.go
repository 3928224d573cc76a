package signals

import (
	"github.com/HdrHistogram/hdrhistogram-go"

	"firedrill/internal/record"
)

// Stats counts requests. Every scheduled request is exactly one of OK, Failed and Dropped.
type Stats struct {
	Scheduled int64
	OK        int64            // the user got what was asked
	Failed    int64            // sent, and the user got an error, a wrong answer or none
	Dropped   int64            // never sent: too many were in flight. The user got nothing
	Late      int64            // sent more than LateAfter after it was due
	Slow      int64            // not answered within Patience, dropped ones included
	Errors    map[string]int64 // failed and dropped ones, by class
	FailedAt  map[string]int64 // the same, by the hop that failed them, as scenarios name it, or FailedUnknown
	Latency   Histogram        // of what was sent, whatever came of it, from due to done
}

// Sent is how many requests left the client.
func (s *Stats) Sent() int64 { return s.OK + s.Failed }

// Bad is how many users did not get what they asked for.
func (s *Stats) Bad() int64 { return s.Failed + s.Dropped }

// BadFraction is Bad of all that were scheduled, 0 if none were.
func (s *Stats) BadFraction() float64 { return fraction(s.Bad(), s.Scheduled) }

func (s *Stats) add(r *request) {
	s.Scheduled++
	switch {
	case r.dropped:
		s.Dropped++
	case r.bad:
		s.Failed++
	default:
		s.OK++
	}
	if r.bad {
		if s.Errors == nil {
			s.Errors, s.FailedAt = map[string]int64{}, map[string]int64{}
		}
		s.Errors[r.Class]++
		s.FailedAt[r.hop]++
	}
	if r.late {
		s.Late++
	}
	if r.slow {
		s.Slow++
	}
	if !r.dropped {
		s.Latency.add(r.latency)
	}
}

// Histogram holds latencies in µs to three significant digits, in constant memory. The zero value is empty.
type Histogram struct{ h *hdrhistogram.Histogram }

func (h *Histogram) add(v int64) {
	if h.h == nil {
		h.h = hdrhistogram.New(1, record.MaxSpan.Microseconds(), 3)
	}
	_ = h.h.RecordValue(v) // every time of a record lies within MaxSpan, so there is nothing to fail
}

func (h *Histogram) merge(from Histogram) {
	if from.h == nil {
		return
	}
	if h.h == nil {
		h.h = hdrhistogram.New(1, record.MaxSpan.Microseconds(), 3)
	}
	h.h.Merge(from.h)
}

// N is how many latencies are held.
func (h Histogram) N() int64 {
	if h.h == nil {
		return 0
	}
	return h.h.TotalCount()
}

// Quantile is the latency in ms that the fraction q of requests stayed under, 0 if there are none.
func (h Histogram) Quantile(q float64) float64 {
	if h.h == nil {
		return 0
	}
	return float64(h.h.ValueAtQuantile(q*100)) / 1000
}

// Max is the largest latency in ms, to three digits.
func (h Histogram) Max() float64 {
	if h.h == nil {
		return 0
	}
	return float64(h.h.Max()) / 1000
}

// Enough says whether n samples are enough to speak of the quantile q: at least 100 must lie beyond it.
func Enough(n int64, q float64) bool { return float64(n)*(1-q) >= 100-1e-6 }

func fraction(part, whole int64) float64 {
	if whole == 0 {
		return 0
	}
	return float64(part) / float64(whole)
}
