package agent

import (
	"errors"
	"fmt"
	"time"

	"firedrill/chaos"
	"firedrill/internal/load"
)

const (
	// crowdPatience is the timeout of a visitor when no load sets one.
	crowdPatience = 10 * time.Second
	// uploadsAtOnce bounds the concurrent uploads: the proxy buffers each on its disk.
	uploadsAtOnce = 64
	// browser is the user agent of a crowd.
	browser = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
)

// share is the part of the limits that a pressure uses.
type share struct {
	rate float64 // visits per second
	open int     // connections and visits in progress
}

func (s share) plus(t share) share { return share{s.rate + t.rate, s.open + t.open} }

// fit returns the share of a pressure: what it requests, up to what the others leave. users is the visit rate of the
// users, per second.
func fit(p chaos.Pressure, users float64, taken share) (share, error) {
	left := share{chaos.CrowdRate - taken.rate, chaos.CrowdOpen - taken.open}
	s := share{rate: p.Rate, open: chaos.CrowdOpen / 2}
	switch {
	case p.Act == chaos.ActHold:
		if p.Count > left.open {
			return s, fmt.Errorf("%d connections are too many: of %d in all, %d are left", p.Count, chaos.CrowdOpen, left.open)
		}
		return share{open: p.Count}, nil
	case p.Rate == 0 && users == 0:
		return s, errors.New("no load is running whose users a crowd could go by")
	case p.Act == chaos.ActRetry:
		// The crowd's own visits count first; then each user may retry p.Tries times.
		s.rate = p.Rate + max(p.Rate, users)*float64(p.Tries)
	case p.Act == chaos.ActUpload:
		s.open = uploadsAtOnce
	case p.Rate == 0:
		s.rate = users * p.Times
	}
	s.rate, s.open = min(s.rate, left.rate), min(s.open, left.open)
	if s.rate < 1 || s.open < 1 {
		return s, fmt.Errorf("other crowds take all of the %d visits a second and %d connections", chaos.CrowdRate, chaos.CrowdOpen)
	}
	return s, nil
}

// planOf returns the load of a crowd: the users' load with the changes of the pressure.
func planOf(crowd load.CrowdRequests, users *load.Driver, q PressRequest, takes share) load.Plan {
	p := load.Plan{Target: q.Site.URL, CA: q.Site.CA, Mix: crowd.Mix, Timeout: crowdPatience}
	if users != nil {
		p = users.Plan()
	}
	p.Seed, p.Arrivals, p.Agent, p.MaxInFlight = newSeed(), load.Poisson, browser, takes.open
	p.Stages = []load.Stage{{Rate: takes.rate}}
	only := func(route string) { p.Mix = []load.Weight{{Route: route, Weight: 1}} }
	switch q.Pressure.Act {
	case chaos.ActRead:
		only(crowd.Uncached)
	case chaos.ActUpload:
		only(crowd.Bulk)
		p.Upload = q.Pressure.Bytes
	case chaos.ActConnect:
		only(crowd.Front.Route)
		p.Fresh = 1
	case chaos.ActRetry:
		p.Stages[0].Rate = q.Pressure.Rate
	}
	return p
}
