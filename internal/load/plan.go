// Package load drives open-loop load: arrivals are scheduled ahead from a seed, each is sent when it is due whether or
// not earlier ones have returned, and each latency runs from the scheduled time. It knows HTTP;
// what users ask for, and what a good answer is, it is told by a Workload. It knows nothing of containers, drills or grades.
package load

import "time"

// Plan is everything that decides a load, so that the same plan gives the same schedule of the same requests.
type Plan struct {
	Target      string        `json:"target"`             // base URL, https://app.lab:8443
	CA          string        `json:"ca"`                 // PEM that the client trusts, besides nothing else
	Seed        uint64        `json:"seed"`               //
	Arrivals    string        `json:"arrivals"`           // constant or poisson
	Stages      []Stage       `json:"stages"`             // one after the other; a last one without an end holds until Drain
	Mix         []Weight      `json:"mix"`                // routes and their weights
	Timeout     time.Duration `json:"timeout"`            // how long a user waits for one request, from when it was sent
	MaxInFlight int           `json:"max_in_flight"`      // more than this at once are dropped, and counted
	Workload    string        `json:"workload,omitempty"` // name of what users do; empty for the default

	// Fresh is the share of arrivals (0..1) that come from new visitors, on a connection of their own that is closed
	// afterwards. The others share kept connections, which hide damage to names, handshakes and certificates.
	Fresh float64 `json:"fresh,omitempty"`
	// Run tells the idempotency keys of two drills against one lab apart: with the same key a write is not done again,
	// and a lost one would not be missed.
	Run string `json:"run,omitempty"`

	Agent  string `json:"agent,omitempty"`  // what the client calls itself, "firedrill" unless said
	Upload int    `json:"upload,omitempty"` // bytes of each request on the route CrowdRequests.Bulk
}

// Stage holds one arrival rate for a while.
type Stage struct {
	Rate float64       `json:"rate"` // arrivals a second
	For  time.Duration `json:"for"`  // 0, in the last stage only: until Drain
}

// Weight is a route's share of the mix; shares need not add up to anything.
type Weight struct {
	Route  string  `json:"route"`
	Weight float64 `json:"weight"`
}
