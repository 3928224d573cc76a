package grade

import (
	"firedrill/internal/record"
	"firedrill/internal/signals"
)

// onsetLasts is the time in µs for which signals are still changing after a fault's injection or revert.
const onsetLasts = 2_000_000

// turning reports that a fault began or ended in the second or within onsetLasts before it, or that an injection was in
// progress: it takes a while.
func (s *sheet) turning(b *signals.Batch) bool { return s.unsettled(b.At, b.At+int64(b.Seconds*1e6)) }

// settled is the opposite of turning, for any time range.
func (s *sheet) settled(from, till int64) bool { return !s.unsettled(from, till) }

func (s *sheet) unsettled(begin, end int64) bool {
	for i := range s.w.Faults {
		for _, at := range []int64{s.w.Faults[i].Injected, s.w.Faults[i].Reverted} {
			if at == record.Absent {
				continue
			}
			if from := s.phaseStart(at); begin < at+onsetLasts && end > max(from, at-onsetLasts) {
				return true
			}
		}
	}
	return false
}

// phaseStart returns the start of the phase that contains the time.
func (s *sheet) phaseStart(at int64) int64 {
	start := at
	for _, p := range s.w.Phases {
		if p.Start <= at {
			start = p.Start
		}
	}
	return start
}
