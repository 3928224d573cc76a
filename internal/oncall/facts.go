package oncall

import (
	"time"

	"firedrill/internal/signals"
)

// Measured are the facts of a round that follow from its record: when users first had a bad second, and how many of their
// requests were bad. page is when the pager rang.
func Measured(w *signals.Windows, page time.Duration) Facts {
	var f Facts
	var before, bad int64 // between the symptom and the page
	for _, p := range w.Phases {
		if p.Name != "fault" && p.Name != "recovery" {
			continue
		}
		for i := range p.Seconds {
			s := &p.Seconds[i]
			at := time.Duration(p.Start)*time.Microsecond + time.Duration(i)*time.Second
			if !f.Felt && p.Name == "fault" && s.Scheduled > 0 && !s.Good() {
				f.Felt, f.Symptom = true, at
			}
			if !f.Felt {
				continue
			}
			hurt := max(s.Failed+s.Dropped, s.Slow)
			f.Bad, f.Scheduled = f.Bad+hurt, f.Scheduled+s.Scheduled
			if at < page || before == 0 {
				before, bad = before+s.Scheduled, bad+hurt
			}
		}
	}
	if before > 0 {
		f.DoNothing = float64(bad) / float64(before)
	}
	return f
}
