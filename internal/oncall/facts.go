package oncall

import (
	"time"

	"firedrill/internal/signals"
)

// Measured are the facts of a round that follow from its record: when users first had a bad second, and how many of their
// requests were bad. page is when the pager first rang.
func Measured(w *signals.Windows, page time.Duration) Facts {
	var f Facts
	var before, bad int64 // between the symptom and the page
	for _, p := range w.Phases {
		if p.Name != "fault" && p.Name != "recovery" {
			continue
		}
		for i := range p.Seconds {
			s := &p.Seconds[i]
			at := due(p, i)
			if !f.Felt && p.Name == "fault" && s.Scheduled > 0 && !s.Good() {
				f.Felt, f.Symptom = true, at
			}
			if !f.Felt {
				continue
			}
			f.Bad, f.Scheduled = f.Bad+hurt(s), f.Scheduled+s.Scheduled
			if at < page || before == 0 {
				before, bad = before+s.Scheduled, bad+hurt(s)
			}
		}
	}
	if before > 0 {
		f.DoNothing = float64(bad) / float64(before)
	}
	return f
}

// due is when the i-th second of a phase began, since the start of the load.
func due(p *signals.Phase, i int) time.Duration {
	return time.Duration(p.Start)*time.Microsecond + time.Duration(i)*time.Second
}

// BadBetween is the fraction of requests that were bad, of those that were due in some time since the start of the load.
func BadBetween(w *signals.Windows, from, to time.Duration) float64 {
	var all, bad int64
	for _, p := range w.Phases {
		for i := range p.Seconds {
			s := &p.Seconds[i]
			at := due(p, i)
			if at >= from && at < to {
				all, bad = all+s.Scheduled, bad+hurt(s)
			}
		}
	}
	if all == 0 {
		return 0
	}
	return float64(bad) / float64(all)
}

// hurt is how many requests of a second failed or were slow.
func hurt(s *signals.Second) int64 { return max(s.Failed+s.Dropped, s.Slow) }
