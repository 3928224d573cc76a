package agent

import (
	"errors"
	"fmt"
	"time"

	"firedrill/chaos"
	"firedrill/internal/load"
)

const (
	// crowdPatience is how long a visitor waits where no load says how long its users do.
	crowdPatience = 10 * time.Second
	// uploadsAtOnce bounds the big bodies that are under way: the balancer keeps each on its disk.
	uploadsAtOnce = 64
	// browser is what a crowd calls itself.
	browser = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
)

// share is what a pressure takes of the bounds.
type share struct {
	rate float64 // visits a second
	open int     // connections, and visits under way
}

func (s share) plus(t share) share { return share{s.rate + t.rate, s.open + t.open} }

// fit decides what a pressure may take: what it asks for, as far as the others have left that. Users make so many visits
// a second.
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
		// Each of the users may try so often, and those of the crowd's own come first.
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

// planOf is the load that a crowd makes: as the users' own, but for what it is there for.
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
