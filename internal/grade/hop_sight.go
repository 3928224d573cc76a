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

// sight is the evidence of a time range about the request path: a whole phase, or the part in which the lab had settled
// after a fault began or ended.
type sight struct {
	seconds              float64
	connections          float64 // to the database, configured for all replicas of the app; 0 if not known
	held                 float64 // database connections in use, as the app counts them, mean; NaN if not known
	poolSize             float64 // pool size of all replicas, as the app reports it; NaN if not known
	throttled            float64 // seconds per second in which the CPU limit held back the most throttled replica; NaN if not known
	scheduled, sent, bad int64
	errors, failedAt     map[string]int64
	hops                 [signals.NumHops]signals.Passage
}

// moment is one second as a range, in microseconds since the start of the load.
type moment struct{ from, till int64 }

// seconds iterates over the wanted seconds of a phase.
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

// look sums up the wanted seconds of a phase.
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

// hiccups is the number of slow seconds that a time range may have before it counts as slow.
const hiccups = 2

// sights holds the evidence of a time range, as a whole and without its slowest seconds.
type sights struct{ whole, calm *sight }

func (s *sheet) lookTwice(p *signals.Phase, wanted func(from, till int64) bool) sights {
	slow := slowest(p, wanted)
	v := sights{whole: look(p, wanted), calm: look(p, func(from, till int64) bool { return wanted(from, till) && !slices.Contains(slow, from) })}
	v.whole.addGauges(s.w.Gauges, p, wanted)
	v.calm.addGauges(nil, p, wanted)
	return v
}

// addGauges adds the resource usage of the app's replicas.
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

// meanOf is the mean of a gauge over the wanted seconds of a phase; NaN if there is no data.
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

// knownLimits returns a gauge's limits, NaN where there is none.
func knownLimits(g *signals.Gauge) []float64 {
	limits := slices.Clone(g.Limits)
	for i, limit := range limits {
		if limit == 0 {
			limits[i] = math.NaN()
		}
	}
	return limits
}

// larger returns the larger of two values; NaN means unknown.
func larger(a, b float64) float64 {
	switch {
	case math.IsNaN(a):
		return b
	case math.IsNaN(b):
		return a
	}
	return max(a, b)
}

// slowest returns the start times of the wanted seconds with the highest mean latency.
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

// rate returns the scheduled requests per second.
func (v *sight) rate() float64 { return float64(v.scheduled) / v.seconds }

// badFraction returns the failed and dropped fraction of the scheduled requests.
func (v *sight) badFraction() float64 { return part(v.bad, v.scheduled) }

// each returns the mean time in ms at a hop over the requests that pass it; mean divides by all requests.
func (v *sight) each(hop int) float64 { return perRequest(v.hops[hop].Total, v.hops[hop].Passed) }

func (v *sight) mean(hop int) float64 { return perRequest(v.hops[hop].Total, v.sent) }

func perRequest(total, n int64) float64 {
	if n == 0 {
		return 0
	}
	return float64(total) / float64(n) / 1000
}
