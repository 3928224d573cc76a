package grade

import (
	"cmp"
	"iter"
	"maps"
	"math"
	"slices"

	"firedrill/internal/record"
	"firedrill/internal/signals"
)

// sight is what a stretch of time shows of the journey: all of a phase, or the part in which the lab had settled after a
// fault came or went.
type sight struct {
	seconds              float64
	connections          float64 // to the database that the lab gives the app's replicas in all; 0 if that is not known
	held                 float64 // of them, by the app's own count, on average; NaN if that is not known
	poolSize             float64 // connections that the app's replicas may hold in all, by their own count; NaN if that is not known
	throttled            float64 // seconds of a second in which a limit held back the replica that was held back most; NaN if that is not known
	scheduled, sent, bad int64
	errors, failedAt     map[string]int64
	hops                 [signals.NumHops]signals.Passage
}

// moment is the time of a second, in microseconds since the start of the load.
type moment struct{ from, till int64 }

// seconds are those of a phase that are wanted.
func seconds(p *signals.Phase, wanted func(from, till int64) bool) iter.Seq2[moment, *signals.Second] {
	return func(yield func(moment, *signals.Second) bool) {
		for i := range p.Seconds {
			from := p.Start + int64(i)*1_000_000
			till := min(from+1_000_000, p.End)
			if wanted(from, till) && !yield(moment{from, till}, &p.Seconds[i]) {
				return
			}
		}
	}
}

// look adds the seconds of a phase up that are wanted.
func look(p *signals.Phase, wanted func(from, till int64) bool) *sight {
	v := &sight{errors: map[string]int64{}, failedAt: map[string]int64{}}
	for m, s := range seconds(p, wanted) {
		v.seconds += float64(m.till-m.from) / 1e6
		v.scheduled += s.Scheduled
		v.sent += s.OK + s.Failed
		v.bad += s.Failed + s.Dropped
		for class, n := range s.Errors {
			v.errors[class] += n
		}
		for hop, n := range s.FailedAt {
			v.failedAt[hop] += n
		}
		for h := range s.Hops {
			v.hops[h].Add(s.Hops[h])
		}
	}
	return v
}

func all(_, _ int64) bool { return true }

// hiccups is how many seconds of a stretch may be slow before it is.
const hiccups = 2

// sights are a stretch of time as it was, and without its slowest seconds.
type sights struct{ whole, calm *sight }

func (s *sheet) lookTwice(p *signals.Phase, wanted func(from, till int64) bool) sights {
	slow := slowest(p, wanted)
	v := sights{whole: look(p, wanted), calm: look(p, func(from, till int64) bool { return wanted(from, till) && !slices.Contains(slow, from) })}
	v.whole.addGauges(s.w.Gauges, p, wanted)
	v.calm.addGauges(nil, p, wanted)
	return v
}

// addGauges adds what the app's replicas used.
func (v *sight) addGauges(g *signals.Gauges, p *signals.Phase, wanted func(from, till int64) bool) {
	pools := g.Named(record.GaugePool)
	v.held, v.poolSize, v.throttled = math.NaN(), math.NaN(), math.NaN()
	for i, pool := range pools {
		held, size := meanOf(g, pool.Values, p, wanted), meanOf(g, knownLimits(pool), p, wanted)
		if i == 0 {
			v.held, v.poolSize = held, size
		} else {
			v.held, v.poolSize = v.held+held, v.poolSize+size
		}
		if cpu := g.Find(pool.Service, record.GaugeThrottled); cpu != nil {
			v.throttled = larger(v.throttled, meanOf(g, cpu.Values, p, wanted))
		}
	}
}

// meanOf is the mean of a gauge over the wanted seconds of a phase; NaN if nobody could tell.
func meanOf(g *signals.Gauges, steps []float64, p *signals.Phase, wanted func(from, till int64) bool) float64 {
	sum, n := 0.0, 0
	for m := range seconds(p, wanted) {
		if one := g.Between(steps, float64(m.from)/1e6, float64(m.till)/1e6); !math.IsNaN(one) {
			sum, n = sum+one, n+1
		}
	}
	if n == 0 {
		return math.NaN()
	}
	return sum / float64(n)
}

// knownLimits are a gauge's limits, NaN where none was told.
func knownLimits(g *signals.Gauge) []float64 {
	limits := slices.Clone(g.Limits)
	for i, limit := range limits {
		if limit == 0 {
			limits[i] = math.NaN()
		}
	}
	return limits
}

// larger is the larger of two values, of which either may be unknown.
func larger(a, b float64) float64 {
	switch {
	case math.IsNaN(a):
		return b
	case math.IsNaN(b):
		return a
	}
	return max(a, b)
}

// slowest are when those of the wanted seconds began that took their requests the longest, on average.
func slowest(p *signals.Phase, wanted func(from, till int64) bool) []int64 {
	means := map[int64]float64{}
	for m, s := range seconds(p, wanted) {
		if s.OK+s.Failed == 0 {
			continue
		}
		var total int64
		for h := range s.Hops {
			total += s.Hops[h].Total
		}
		means[m.from] = perRequest(total, s.OK+s.Failed)
	}
	order := slices.SortedFunc(maps.Keys(means), func(a, b int64) int { return cmp.Or(cmp.Compare(means[b], means[a]), cmp.Compare(a, b)) })
	return order[:min(hiccups, len(order))]
}

// rate is how many requests were due a second.
func (v *sight) rate() float64 { return float64(v.scheduled) / v.seconds }

// badFraction is how much of what was due failed.
func (v *sight) badFraction() float64 { return part(v.bad, v.scheduled) }

// each is how long a station takes a request that passes it, in ms on average; mean is its part of any request.
func (v *sight) each(hop int) float64 { return perRequest(v.hops[hop].Total, v.hops[hop].Passed) }

func (v *sight) mean(hop int) float64 { return perRequest(v.hops[hop].Total, v.sent) }

func perRequest(total, n int64) float64 {
	if n == 0 {
		return 0
	}
	return float64(total) / float64(n) / 1000
}
