package oncall

import (
	"time"

	"firedrill/internal/signals"
)

// Measured returns the facts of a round from its record: the first bad second for users, and the number of bad
// requests. page is the time of the first page.
func Measured(w *signals.Windows, page time.Duration) Facts {
	var f Facts
	var before, bad, all, allBad int64 // between the symptom and the page; in all seconds, including clouded ones
	for _, p := range w.Phases {
		if p.Name != "fault" && p.Name != "recovery" {
			continue
		}
		for i := range p.Seconds {
			s := &p.Seconds[i]
			at := due(p, i)
			cloudy := clouded(s) || w.Machine.Touched(at.Microseconds(), (at+time.Second).Microseconds())
			if !f.Felt && p.Name == "fault" && s.Scheduled > 0 && !s.Good() && (!cloudy || gross(s)) {
				f.Felt, f.Symptom = true, at
			}
			f.track(s, at)
			if !f.Felt {
				continue
			}
			f.Bad, f.Scheduled = f.Bad+badRequests(s), f.Scheduled+s.Scheduled
			if !cloudy {
				f.ClearBad, f.Clear = f.ClearBad+badRequests(s), f.Clear+s.Scheduled
			}
			if at < page || all == 0 {
				all, allBad = all+s.Scheduled, allBad+badRequests(s)
				if !cloudy {
					before, bad = before+s.Scheduled, bad+badRequests(s)
				}
			}
		}
	}
	if before == 0 {
		before, bad = all, allBad
	}
	if before > 0 {
		f.DoNothing = float64(bad) / float64(before)
	}
	return f
}

// track updates the time since which users have been well.
func (f *Facts) track(s *signals.Second, at time.Duration) {
	switch {
	case s.Scheduled == 0:
	case !s.Good():
		f.Well = false
	case f.Felt && !f.Well:
		f.Well, f.Recovered = true, at
	}
}

const (
	cloudedFrom = 0.02 // share of late requests in a second: this machine, not the lab, may have made them bad
	grossFrom   = 0.5  // share of failed requests in a second: a busy machine does not cause that
)

// clouded reports that this machine was too busy in a second to measure users.
func clouded(s *signals.Second) bool {
	sent := s.OK + s.Failed
	return sent > 0 && float64(s.Late) >= cloudedFrom*float64(sent)
}

func gross(s *signals.Second) bool {
	return float64(s.Failed+s.Dropped) >= grossFrom*float64(s.Scheduled)
}

// due returns the start of the i-th second of a phase, since the start of the load.
func due(p *signals.Phase, i int) time.Duration {
	return time.Duration(p.Start)*time.Microsecond + time.Duration(i)*time.Second
}

// BadBetween returns the fraction of bad requests among those due in a period. Times are since the start of the load.
func BadBetween(w *signals.Windows, from, to time.Duration) float64 {
	var all, bad int64
	for _, p := range w.Phases {
		for i := range p.Seconds {
			s := &p.Seconds[i]
			at := due(p, i)
			if at >= from && at < to {
				all, bad = all+s.Scheduled, bad+badRequests(s)
			}
		}
	}
	if all == 0 {
		return 0
	}
	return float64(bad) / float64(all)
}

// badRequests returns the number of failed or slow requests of a second, whichever is higher.
func badRequests(s *signals.Second) int64 { return max(s.Failed+s.Dropped, s.Slow) }
