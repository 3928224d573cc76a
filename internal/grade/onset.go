package grade

import (
	"firedrill/internal/record"
	"firedrill/internal/signals"
)

// onsetLasts is how long after a fault's injection or revert what users see is still on the move, in µs.
const onsetLasts = 2_000_000

// turning says that a fault came or went in the second, or within onsetLasts before it, or was about to since the
// phase began: an injection takes a while.
func (s *sheet) turning(b *signals.Batch) bool { return s.unsettled(b.At, b.At+int64(b.Seconds*1e6)) }

// settled is the opposite of turning, for any stretch of time.
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

// phaseStart is when the phase began in which something happened.
func (s *sheet) phaseStart(at int64) int64 {
	start := at
	for _, p := range s.w.Phases {
		if p.Start <= at {
			start = p.Start
		}
	}
	return start
}
