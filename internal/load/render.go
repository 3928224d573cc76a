package load

import (
	"cmp"
	"fmt"
	"math"
)

// renderer writes requests as HTTP/1.1 sends them.
type renderer struct {
	script Script
	tail   string // end of the request line and the headers that all requests share
	seed   uint64 // of trace ids; 0 for a crowd, whose requests nobody looks for
	// bulk is the whole request of CrowdRequests.Bulk, which all of them share: one each would be too much memory.
	bulk      []byte
	bulkRoute string
}

func newRenderer(w Workload, p Plan, host string) renderer {
	r := renderer{
		script: w.Script(p),
		tail:   " HTTP/1.1\r\nHost: " + host + "\r\nUser-Agent: " + cmp.Or(p.Agent, "firedrill") + "\r\nAccept: application/json\r\n",
	}
	if p.Upload > 0 {
		r.bulkRoute = w.Crowd().Bulk
		r.bulk = r.render(nil, Request{Route: r.bulkRoute}, noArrival, "")
	}
	if p.Agent == "" {
		r.seed = p.Seed
	}
	return r
}

// TraceID names arrival n of a load with that seed, as W3C's traceparent does. It joins a request to the servers' logs also
// where no answer named it.
func TraceID(seed, n uint64) string { return fmt.Sprintf("%016x%016x", seed, n) }

// noArrival stands for the number of a request that is no arrival of the load, such as a user's login before it.
const noArrival = math.MaxUint64

// shared is the request that all arrivals of a route share; nil for a route whose requests differ.
func (r *renderer) shared(route string) []byte {
	if r.bulk == nil || route != r.bulkRoute {
		return nil
	}
	return r.bulk
}

// render appends the request of arrival n; token is the user's, "" without one.
func (r *renderer) render(b []byte, q Request, n uint64, token string) []byte {
	b = append(r.script.AppendLine(b, q), r.tail...)
	if r.seed != 0 {
		b = append(append(append(b, "Traceparent: 00-"...), TraceID(r.seed, n)...), "-0000000000000001-00\r\n"...)
	}
	if token != "" {
		b = append(append(append(b, "Authorization: Bearer "...), token...), "\r\n"...)
	}
	if q.Fresh {
		b = append(b, "Connection: close\r\n"...)
	}
	return r.script.AppendRest(b, q, n)
}
