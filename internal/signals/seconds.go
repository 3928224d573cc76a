package signals

import (
	"sort"

	"github.com/HdrHistogram/hdrhistogram-go"
)

// Second is one second of a phase by due time, counted from the start of the phase. The last second of a phase may be
// shorter.
type Second struct {
	Tally
	Hops    [NumHops]Passage
	latency *hdrhistogram.Histogram
}

// Joined sums up consecutive seconds, for a chart without room for each.
func Joined(seconds []Second) Second {
	if len(seconds) == 1 {
		return seconds[0]
	}
	all := Second{latency: newTail()}
	for i := range seconds {
		s := &seconds[i]
		all.join(&s.Tally)
		for h := range s.Hops {
			all.Hops[h].Add(s.Hops[h])
		}
		if s.latency != nil {
			all.latency.Merge(s.latency)
		}
	}
	return all
}

// P50 returns the second's median in ms, with the precision of P95.
func (s *Second) P50() (float64, bool) { return s.quantile(50) }

// P95 returns the second's 95th percentile in ms with an error of about 6 %, or false if it holds fewer than 20
// requests. That is enough for a line on a chart, not for a grade.
func (s *Second) P95() (float64, bool) { return s.quantile(95) }

func (s *Second) quantile(percent float64) (float64, bool) {
	if s.latency == nil || s.latency.TotalCount() < 20 {
		return 0, false
	}
	return float64(s.latency.ValueAtQuantile(percent)) / 1000, true
}

// Spread counts the second's latencies between ascending edges in ms, for a heat map. Values outside the edges count
// for the outermost cells.
func (s *Second) Spread(edges []float64) []int64 {
	counts := make([]int64, max(0, len(edges)-1))
	if s.latency == nil || len(counts) == 0 {
		return counts
	}
	for _, bar := range s.latency.Distribution() {
		if bar.Count > 0 {
			i := sort.SearchFloat64s(edges, float64(bar.From+bar.To)/2000) - 1
			counts[min(max(0, i), len(counts)-1)] += bar.Count
		}
	}
	return counts
}

// Good reports whether users were well in this second: it had requests, at most GoodFraction of them were bad, and at
// most GoodFraction were slow.
func (s *Second) Good() bool {
	limit := GoodFraction * float64(s.Scheduled)
	return s.Scheduled > 0 && float64(s.Bad()) <= limit && float64(s.Slow) <= limit
}

// second returns the phase's second i and grows the phase if needed.
func (p *Phase) second(i int) *Second {
	for len(p.Seconds) <= i {
		p.Seconds = append(p.Seconds, Second{})
	}
	return &p.Seconds[i]
}

// BadSeconds counts the phase's seconds that were not good. A second of which less than half lies in the phase is left
// out.
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
