package signals

import (
	"github.com/HdrHistogram/hdrhistogram-go"

	"firedrill/internal/record"
)

// Histogram holds latencies in µs with three significant digits in constant memory, plus the exact values of the
// published quantiles and of the maximum. The zero value is empty.
type Histogram struct {
	h     *hdrhistogram.Histogram
	max   int64
	ranks []*rank // searches for the published quantiles; nil for those with too few samples
}

func (h *Histogram) add(v int64) {
	if h.h == nil {
		h.h = hdrhistogram.New(1, record.MaxSpan.Microseconds(), 3)
	}
	_ = h.h.RecordValue(v) // cannot fail: no time of a record exceeds MaxSpan
	h.max = max(h.max, v)
}

// seek starts the search for the published quantiles. All values must have been added.
func (h *Histogram) seek() {
	h.ranks = make([]*rank, len(published))
	for i, q := range published {
		if n := h.N(); n > 0 && Enough(n, q) {
			k := rankOf(q, n)
			h.ranks[i] = newRank(k, h.bucketOf(k))
		}
	}
}

// see adds a value to the current pass of the search.
func (h *Histogram) see(v int64) {
	for _, r := range h.ranks {
		if r != nil && !r.found {
			r.see(v)
		}
	}
}

// endPass ends a pass of the search and reports whether another one is needed.
func (h *Histogram) endPass() (more bool, err error) {
	for _, r := range h.ranks {
		if r == nil || r.found {
			continue
		}
		if err := r.end(); err != nil {
			return false, err
		}
		more = more || !r.found
	}
	return more, nil
}

// N returns the number of latencies.
func (h Histogram) N() int64 {
	if h.h == nil {
		return 0
	}
	return h.h.TotalCount()
}

// Quantile returns the latency in ms that the fraction q of requests did not exceed, 0 if there are none. It is exact
// for a published quantile with Enough samples, and has three significant digits otherwise.
func (h Histogram) Quantile(q float64) float64 {
	if h.h == nil {
		return 0
	}
	for i := range published {
		if published[i] == q && h.ranks != nil && h.ranks[i] != nil {
			return float64(h.ranks[i].value) / 1000
		}
	}
	return float64(h.bucketOf(rankOf(q, h.N()))) / 1000
}

// bucketOf returns the upper end of the bucket that holds the k-th smallest value. The library takes a percentage and
// rounds it to a rank.
func (h Histogram) bucketOf(k int64) int64 {
	return h.h.ValueAtQuantile((float64(k) - 0.25) / float64(h.N()) * 100)
}

// Max returns the largest latency in ms.
func (h Histogram) Max() float64 { return float64(h.max) / 1000 }

// Enough reports whether n samples are enough for the quantile q: at least 100 must lie beyond it.
func Enough(n int64, q float64) bool { return float64(n)*(1-q) >= 100-1e-6 }
