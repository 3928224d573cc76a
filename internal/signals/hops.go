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

// HopNames holds the name of each of these hops.
var HopNames = [NumHops]string(topology.TimedHops())

// Hop is the time that the requests of a phase spent at one station.
type Hop struct {
	Latency Histogram // of the requests that passed the station
	Passage
}

// Passage sums up what passed a station.
type Passage struct {
	Total  int64 // µs in all
	Passed int64 // requests that passed it
	Served int64 // of them, those that ended well
}

// Add adds another stretch of time's.
func (p *Passage) Add(o Passage) {
	p.Total, p.Passed, p.Served = p.Total+o.Total, p.Passed+o.Passed, p.Served+o.Served
}

// Mean is the time in ms that a request of all n spent at the station, those that did not pass it included.
func (h *Hop) Mean(n int64) float64 {
	if n == 0 {
		return 0
	}
	return float64(h.Total) / float64(n) / 1000
}

// split writes the request's latency into its hops; record.Absent marks a station that was not passed. The parts add
// up to the latency as long as the servers' clocks agree with the client's on how long a second is.
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
		t[HopPool] = visited(r.Pool) // who got a connection at once waited for none, but was there
	}
	server := max(0, r.Middleware) + max(0, r.App) + max(0, r.Cache) + max(0, r.Pool) + max(0, r.DB)
	t[HopProxy] = max(0, r.FirstByte-r.Sent-handshakes-server)
	t[HopResponse] = max(0, r.Done-r.FirstByte)
}

// visited tells a station at which a request spent no time at all, and so never was, from one that it passed: the app
// names all of them in each answer.
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
