package grade

import (
	"firedrill/internal/signals"
)

// sight is what a stretch of time shows of the journey: all of a phase, or the part in which the lab had settled after a
// fault came or went.
type sight struct {
	seconds              float64
	connections          float64 // to the database that the lab gives the app's replicas in all; 0 if that is not known
	scheduled, sent, bad int64
	errors, failedAt     map[string]int64
	hops                 [signals.NumHops]signals.Passage
}

// look adds the seconds of a phase up that are wanted.
func look(p *signals.Phase, wanted func(from, till int64) bool) *sight {
	v := &sight{errors: map[string]int64{}, failedAt: map[string]int64{}}
	for i := range p.Seconds {
		from := p.Start + int64(i)*1_000_000
		till := min(from+1_000_000, p.End)
		if !wanted(from, till) {
			continue
		}
		s := &p.Seconds[i]
		v.seconds += float64(till-from) / 1e6
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
