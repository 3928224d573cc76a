package load

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"firedrill/chaos"
	"firedrill/internal/record"
	"firedrill/internal/stubstatus"
)

// crowdSeen is what two checks of the crowd and the site found.
type crowdSeen struct {
	pressure      chaos.Pressure
	undo          planned
	before, after siteLook
}

// siteLook is one check.
type siteLook struct {
	at    time.Time
	crowd chaos.Pressed
	site  stubstatus.Status
	known bool         // nginx told its counts
	page  chaos.Answer // what a user got who asked for a page
}

// siteFlow is the load of nginx.
type siteFlow struct {
	Known    bool    `json:"known"`
	Requests float64 `json:"requests"` // a second
	Accepts  float64 `json:"accepts"`  // connections a second
	Active   int     `json:"active"`
	Reading  int     `json:"reading"`
}

// flow is the load of nginx between the checks. A restart in between resets its counters; then it is unknown.
func (s crowdSeen) flow() siteFlow {
	a, b, seconds := s.before.site, s.after.site, s.seconds()
	if !s.before.known || !s.after.known || b.Requests < a.Requests {
		return siteFlow{}
	}
	return siteFlow{Known: true, Requests: float64(b.Requests-a.Requests) / seconds, Accepts: float64(b.Accepted-a.Accepted) / seconds,
		Active: b.Active, Reading: b.Reading}
}

func (s crowdSeen) seconds() float64 { return max(s.after.at.Sub(s.before.at).Seconds(), 1e-3) }

// each returns the rate of one of the crowd's counters, per second.
func (s crowdSeen) each(count func(chaos.Pressed) int) float64 {
	return float64(count(s.after.crowd)-count(s.before.crowd)) / s.seconds()
}

func visitsMade(p chaos.Pressed) int { return p.Due - p.Dropped }

// visitsAnswered counts the answers, without those whose status says that the request was turned away.
func visitsAnswered(p chaos.Pressed) int {
	n := 0
	for status, count := range p.Statuses {
		if status != "413" && status != "429" {
			n += count
		}
	}
	return n
}

// String describes the load for a report.
func (f siteFlow) String() string {
	if !f.Known {
		return "nginx does not tell what it has to do"
	}
	return fmt.Sprintf("nginx takes %.0f requests and %.0f connections a second, and has %d, %d of them with a request that has not ended",
		f.Requests, f.Accepts, f.Active, f.Reading)
}

// made describes what the crowd sends.
func (s crowdSeen) made() string {
	c := s.after.crowd
	text := fmt.Sprintf("%.0f visits a second of the %.0f asked, %d under way", s.each(visitsMade), c.Asked, c.InFlight)
	if c.Asked < s.undo.Asked*0.99 {
		text += fmt.Sprintf(" (%.0f were asked for, which is beyond the bound)", s.undo.Asked)
	}
	return text + outcomes(c)
}

// outcomes describes the results of the requests.
func outcomes(c chaos.Pressed) string {
	var parts []string
	for _, status := range slices.Sorted(maps.Keys(c.Statuses)) {
		parts = append(parts, fmt.Sprintf("%d answered %s", c.Statuses[status], status))
	}
	for _, class := range slices.Sorted(maps.Keys(c.Failures)) {
		parts = append(parts, fmt.Sprintf("%d failed: %s", c.Failures[class], class))
	}
	if c.Dropped > 0 {
		parts = append(parts, fmt.Sprintf("%d not made, too many were under way", c.Dropped))
	}
	if len(parts) == 0 {
		return ""
	}
	return "; so far " + strings.Join(parts, ", ")
}

// pageTook compares the response time of a page with the one before.
func (s crowdSeen) pageTook() string {
	return fmt.Sprintf("a user's page: %s, %s before", s.after.page, chaos.Brief(time.Duration(s.undo.Page*float64(time.Second))))
}

// sends is the proof of mechanism of a crowd that sends requests: half of them were due, and a quarter was sent, in case the site or
// the machine cannot handle more.
func (s crowdSeen) sends() record.Check {
	asked := s.after.crowd.Asked
	due := s.each(func(p chaos.Pressed) int { return p.Due })
	return record.Check{OK: asked > 0 && due >= asked/2 && s.each(visitsMade) >= asked/4, Saw: s.made()}
}

// more reports whether the load of the site has grown by a quarter of what was asked.
func (s crowdSeen) more(of func(siteFlow) float64) bool {
	f := s.flow()
	return f.Known && of(f) >= of(s.undo.Base)+s.asked()/4
}

// asked is the rate that is asked, or that was asked while the crowd was running.
func (s crowdSeen) asked() float64 {
	if s.after.crowd.There {
		return s.after.crowd.Asked
	}
	return min(s.undo.Asked, chaos.CrowdRate)
}

func requests(f siteFlow) float64 { return f.Requests }

func accepts(f siteFlow) float64 { return f.Accepts }

// moreRequests is the proof of effect of requests that the site has to answer.
func (s crowdSeen) moreRequests() record.Check {
	return record.Check{OK: s.more(requests) && s.each(visitsAnswered) > 0, Saw: s.against(requests, "requests")}
}

// against compares the load of the site with the load before.
func (s crowdSeen) against(of func(siteFlow) float64, what string) string {
	f := s.flow()
	if !f.Known {
		return f.String() + "; " + s.pageTook()
	}
	return fmt.Sprintf("nginx takes %.0f %s a second, %.0f before; %s", of(f), what, of(s.undo.Base), s.pageTook())
}

// stillRequests reports whether the site still has more requests than before.
func stillRequests(s crowdSeen) bool { return s.more(requests) }
