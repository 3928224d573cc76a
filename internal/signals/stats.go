package signals

// Stats counts requests. Every scheduled request is exactly one of OK, Failed and Dropped.
type Stats struct {
	Scheduled int64
	OK        int64            // the user got what was asked
	Failed    int64            // sent, and the user got an error, a wrong answer or none
	Dropped   int64            // never sent: too many were in flight. The user got nothing
	Late      int64            // sent more than LateAfter after it was due
	Slow      int64            // not answered within Patience, dropped ones included
	Errors    map[string]int64 // failed and dropped ones, by class
	FailedAt  map[string]int64 // the same, by the hop that failed them, as scenarios name it, or topology.HopUnknown
	Latency   Histogram        // of what was sent, whatever came of it, from due to done
}

// Sent is how many requests left the client.
func (s *Stats) Sent() int64 { return s.OK + s.Failed }

// Bad is how many users did not get what they asked for.
func (s *Stats) Bad() int64 { return s.Failed + s.Dropped }

// BadFraction is Bad of all that were scheduled, 0 if none were.
func (s *Stats) BadFraction() float64 { return fraction(s.Bad(), s.Scheduled) }

func (s *Stats) add(r *request) {
	s.Scheduled++
	switch {
	case r.dropped:
		s.Dropped++
	case r.bad:
		s.Failed++
	default:
		s.OK++
	}
	if r.bad {
		if s.Errors == nil {
			s.Errors, s.FailedAt = map[string]int64{}, map[string]int64{}
		}
		s.Errors[r.Class]++
		s.FailedAt[r.hop]++
	}
	if r.late {
		s.Late++
	}
	if r.slow {
		s.Slow++
	}
	if !r.dropped {
		s.Latency.add(r.latency)
	}
}

func fraction(part, whole int64) float64 {
	if whole == 0 {
		return 0
	}
	return float64(part) / float64(whole)
}
