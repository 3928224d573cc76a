package signals

import (
	"sort"

	"github.com/HdrHistogram/hdrhistogram-go"
)

// Second is one second of a phase, by due time, from the phase's start. The last one of a phase may be shorter.
type Second struct {
	Tally
	Hops    [NumHops]Passage
	latency *hdrhistogram.Histogram
}

// Joined is what a few seconds in a row amount to together, for a chart that has not the room for each.
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

// P50 is the second's median in ms, as P95 is its 95th percentile.
func (s *Second) P50() (float64, bool) { return s.quantile(50) }

// P95 is the second's 95th percentile in ms to about 6 %, and false if it holds fewer than 20 requests: good for a
// line on a chart, not for a grade.
func (s *Second) P95() (float64, bool) { return s.quantile(95) }

func (s *Second) quantile(percent float64) (float64, bool) {
	if s.latency == nil || s.latency.TotalCount() < 20 {
		return 0, false
	}
	return float64(s.latency.ValueAtQuantile(percent)) / 1000, true
}

// Spread counts the second's latencies between each two edges, which rise, in ms: good for a heat map. What lies below
// the first edge or above the last counts to the outermost.
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

// Good says whether the users were well in this second: it had requests, and at most GoodFraction of them were bad, and
// as many slow.
func (s *Second) Good() bool {
	limit := GoodFraction * float64(s.Scheduled)
	return s.Scheduled > 0 && float64(s.Bad()) <= limit && float64(s.Slow) <= limit
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
