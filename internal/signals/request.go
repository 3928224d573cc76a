package signals

import "firedrill/internal/record"

// request is a sample with values that several windows need, computed once.
type request struct {
	*record.Sample
	latency int64 // µs from due to done; 0 if dropped
	bad     bool  // the user did not get a correct answer
	dropped bool
	late    bool
	slow    bool   // not answered within Patience
	hop     string // the hop that failed it, if it is bad
}

// of fills the request from a sample. A negative latency, caused by rounding of two clock readings, becomes 0.
func (r *request) of(s *record.Sample) {
	*r = request{Sample: s, bad: s.Class != "", dropped: s.Sent == record.Absent}
	if r.bad {
		r.hop = failedAt(s)
	}
	if r.dropped {
		r.slow = true
		return
	}
	r.latency = max(0, s.Done-s.Due)
	r.late = s.Sent-s.Due > LateAfter.Microseconds()
	r.slow = r.latency > Patience.Microseconds()
}

// known returns when an alert could first count the request, in µs, and whether as a bad one: a failure at its end, a
// slow request as soon as it exceeds Patience, a good request at its end.
func (r *request) known() (at int64, bad bool) {
	switch {
	case r.dropped:
		return r.Due, true
	case r.slow:
		return r.Due + Patience.Microseconds(), true
	default:
		return r.Done, r.bad
	}
}
