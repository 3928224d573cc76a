package signals

import "firedrill/internal/record"

// request is a sample with what every window wants to know of it, worked out once.
type request struct {
	*record.Sample
	latency int64 // µs from due to done; 0 if dropped
	bad     bool  // the user did not get what was asked
	dropped bool
	late    bool
	slow    bool   // not answered within Patience
	hop     string // that failed it, if it is bad
}

// of fills the request from a sample. A latency below zero, which rounding of two clock readings can make, is none.
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

// known returns when an alert could first count the request, in µs, and whether as a bad one: a failure when it
// comes back, a slow request as soon as it has been slow, a good one when it is done.
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
