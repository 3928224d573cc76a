package signals

// Tally counts requests. Every scheduled request is exactly one of OK, Failed and Dropped.
type Tally struct {
	Scheduled int64
	OK        int64            // the user got a correct answer
	Failed    int64            // sent, but the user got an error, a wrong answer or none
	Dropped   int64            // not sent because too many were in flight; the user got nothing
	Late      int64            // sent more than LateAfter after the due time
	Slow      int64            // not answered within Patience, dropped ones included
	Errors    map[string]int64 // failed and dropped ones, by class
	FailedAt  map[string]int64 // failed and dropped ones, by the hop that failed them, in the names of scenarios, or topology.HopUnknown
}

// Sent returns the number of requests that left the client.
func (t *Tally) Sent() int64 { return t.OK + t.Failed }

// Bad returns the number of requests without a correct answer.
func (t *Tally) Bad() int64 { return t.Failed + t.Dropped }

// BadFraction returns Bad divided by the scheduled requests, 0 if there are none.
func (t *Tally) BadFraction() float64 { return fraction(t.Bad(), t.Scheduled) }

// count adds one request.
func (t *Tally) count(r *request) {
	t.Scheduled++
	switch {
	case r.dropped:
		t.Dropped++
	case r.bad:
		t.Failed++
	default:
		t.OK++
	}
	if r.bad {
		t.maps()
		t.Errors[r.Class]++
		t.FailedAt[r.hop]++
	}
	if r.late {
		t.Late++
	}
	if r.slow {
		t.Slow++
	}
}

// join adds the requests of another tally.
func (t *Tally) join(o *Tally) {
	t.Scheduled, t.OK, t.Failed = t.Scheduled+o.Scheduled, t.OK+o.OK, t.Failed+o.Failed
	t.Dropped, t.Slow, t.Late = t.Dropped+o.Dropped, t.Slow+o.Slow, t.Late+o.Late
	t.maps()
	for hop, n := range o.FailedAt {
		t.FailedAt[hop] += n
	}
	for class, n := range o.Errors {
		t.Errors[class] += n
	}
}

// maps allocates the maps, which a tally without a bad request does not need.
func (t *Tally) maps() {
	if t.Errors == nil {
		t.Errors, t.FailedAt = map[string]int64{}, map[string]int64{}
	}
}

// Stats counts requests and holds their latencies.
type Stats struct {
	Tally
	Latency Histogram // of all sent requests, successful or not, from due to done
}

func (s *Stats) add(r *request) {
	s.count(r)
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
