package signals

import (
	"firedrill/internal/record"
	"firedrill/internal/topology"
)

// Indexes of the hops whose time is measured, in the order of topology.TimedHops.
const (
	HopClient = iota
	HopDNS
	HopConnect
	HopTLS
	HopProxy
	HopMiddleware
	HopApp
	HopCache
	HopPool
	HopDatabase
	HopResponse
	HopUnanswered
	NumHops
)

// HopNames holds the names of these hops.
var HopNames = [NumHops]string(topology.TimedHops())

// Hop is the time that requests of a phase spent at one hop.
type Hop struct {
	Latency Histogram // of the requests that passed the hop
	Passage
}

// Passage sums up the requests that passed a hop.
type Passage struct {
	Total  int64 // total time in µs
	Passed int64 // requests that passed it
	Served int64 // those of them that succeeded
}

// Add adds the sums of another time range.
func (p *Passage) Add(o Passage) {
	p.Total, p.Passed, p.Served = p.Total+o.Total, p.Passed+o.Passed, p.Served+o.Served
}

// Mean returns the time in ms at the hop per request, over all n requests including those that did not pass it.
func (h *Hop) Mean(n int64) float64 {
	if n == 0 {
		return 0
	}
	return float64(h.Total) / float64(n) / 1000
}

// split divides the request's latency into its hops; record.Absent marks a hop that was not passed. The parts add up to
// the latency as long as the clocks of servers and client run at the same speed.
func (r *request) split(t *[NumHops]int64) {
	for i := range t {
		t[i] = record.Absent
	}
	if r.dropped {
		return
	}
	t[HopClient] = max(0, r.Sent-r.Due)
	t[HopDNS], t[HopConnect], t[HopTLS] = r.DNS, r.Connect, r.TLS
	handshakes := max(0, r.DNS) + max(0, r.Connect) + max(0, r.TLS)
	if r.FirstByte == record.Absent {
		t[HopUnanswered] = max(0, r.Done-r.Sent-handshakes)
		return
	}
	t[HopMiddleware] = r.Middleware
	t[HopApp], t[HopCache], t[HopPool], t[HopDatabase] = r.App, visited(r.Cache), r.Pool, visited(r.DB)
	if t[HopDatabase] == record.Absent {
		t[HopPool] = visited(r.Pool) // a request that got a connection at once waited 0 µs, but passed the hop
	}
	server := max(0, r.Middleware) + max(0, r.App) + max(0, r.Cache) + max(0, r.Pool) + max(0, r.DB)
	t[HopProxy] = max(0, r.FirstByte-r.Sent-handshakes-server)
	t[HopResponse] = max(0, r.Done-r.FirstByte)
}

// visited turns a time of 0 into record.Absent: the app reports all hops in every answer, with 0 for those that the
// request did not pass.
func visited(v int64) int64 {
	if v == 0 {
		return record.Absent
	}
	return v
}

func (p *Phase) addHops(r *request, s *Second) {
	var t [NumHops]int64
	r.split(&t)
	for i, v := range t {
		if v == record.Absent {
			continue
		}
		one := Passage{Total: v, Passed: 1}
		if !r.bad {
			one.Served = 1
		}
		p.Hops[i].Latency.add(v)
		p.Hops[i].Add(one)
		s.Hops[i].Add(one)
	}
}
