package grade

import (
	"fmt"

	"firedrill/internal/record"
	"firedrill/internal/signals"
)

// The thresholds of naming a hop.
const (
	hopFailures = 0.01 // more failed than in the baseline: the errors tell the hop
	hopCut      = 0.5  // a station is cut off if it serves less than this part of what the app still serves
	hopSlower   = 0.2  // slower than the baseline by this part of it: the times tell the hop
	hopSlowerMS = 5
	hopEnough   = 20 // requests that a station must have served in the baseline
)

// hop names the station at which the requests of a phase were hurt, and why it is taken to be that one. It is a first
// form: it sees only what the client saw, so a station behind one that died is hidden by it.
func (s *sheet) hop(phase string) (name, why string) {
	if phase == "run" {
		phase = record.PhaseFault
	}
	base, p := s.w.Phase(record.PhaseBaseline), s.w.Phase(phase)
	if base == nil || p == nil || base.All.Scheduled == 0 || p.All.Scheduled == 0 {
		return "", "no requests to compare with the baseline"
	}
	if p.All.BadFraction()-base.All.BadFraction() >= hopFailures {
		return hopOfErrors(base, p)
	}
	return hopOfTimes(base, p)
}

// hopOfErrors reads the hop from the most frequent error class, and, where the class alone does not tell, from the
// stations that requests still pass well.
func hopOfErrors(base, p *signals.Phase) (name, why string) {
	class, n := topClass(p.All.Errors)
	saw := fmt.Sprintf("most errors are %q (%s of %s)", class, Thousands(n), Thousands(p.All.Bad()))
	switch class {
	case record.ClassDNS:
		return "dns", saw
	case record.ClassTLS:
		return "tls", saw
	case record.ClassRefused, record.ClassReset:
		return "proxy", saw
	case record.ClassBadBody:
		return "response", saw
	case record.ClassHTTP4:
		return "middleware", saw
	}
	if hop, why := cutOff(base, p); hop != "" {
		return hop, saw + "; " + why
	}
	if class == record.ClassHTTP5App || kept(base, p, signals.HopApp) < 1-hopCut {
		return "app", saw + ", and no station behind the app is cut off"
	}
	if class == record.ClassHTTP5Nginx {
		return "proxy", saw
	}
	hop, why := hopOfTimes(base, p)
	return hop, saw + "; " + why
}

func topClass(errors map[string]int64) (class string, n int64) {
	for c, k := range errors {
		if c == record.ClassDropped && len(errors) > 1 {
			continue // a consequence of whatever holds the others up
		}
		if k > n || (k == n && c < class) {
			class, n = c, k
		}
	}
	return class, n
}

// kept is how much of what a station served in the baseline it still serves, as parts of all requests.
func kept(base, p *signals.Phase, hop int) float64 {
	was := part(base.Hops[hop].Served, base.All.Scheduled)
	if base.Hops[hop].Served < hopEnough {
		return 1
	}
	return part(p.Hops[hop].Served, p.All.Scheduled) / was
}

// cutOff finds the station behind the app that requests no longer pass, while others are still served without it.
func cutOff(base, p *signals.Phase) (name, why string) {
	app := kept(base, p, signals.HopApp)
	database, cache := kept(base, p, signals.HopDatabase), kept(base, p, signals.HopCache)
	if app < 0.01 {
		return deepest(p)
	}
	limit := hopCut * min(1, app)
	switch {
	case database < limit && database <= cache:
		return "database", fmt.Sprintf("%s of the requests that needed the database still end well, %s of all", Percent(database), Percent(app))
	case cache < limit:
		return "cache", fmt.Sprintf("%s of the requests that needed the cache still end well, %s of all", Percent(cache), Percent(app))
	}
	return "", ""
}

// deepest is for when nothing is served any more: the last station that the failed requests reached.
func deepest(p *signals.Phase) (name, why string) {
	for _, hop := range []int{signals.HopDatabase, signals.HopPool, signals.HopCache} {
		if part(p.Hops[hop].Passed, p.All.Bad()) >= hopCut {
			return scenarioHop(hop), "no request ends well; they get as far as the " + signals.HopNames[hop]
		}
	}
	return "", ""
}

// hopOfTimes names the station at which the requests of a phase spend most of the time that they did not spend in the
// baseline.
func hopOfTimes(base, p *signals.Phase) (name, why string) {
	var whole, was, most float64
	at := signals.HopClient
	for i := range p.Hops {
		before, now := base.Hops[i].Mean(base.All.Sent()), p.Hops[i].Mean(p.All.Sent())
		was += before
		whole += now - before
		if now-before > most {
			at, most = i, now-before
		}
	}
	if whole < hopSlowerMS || whole < hopSlower*was {
		return "none", fmt.Sprintf("a request takes %s on average, %s in the baseline", InUnit(was+whole, unitMS), InUnit(was, unitMS))
	}
	return scenarioHop(at), fmt.Sprintf("a request takes %s longer than in the baseline on average, %s of it at %q",
		InUnit(whole, unitMS), InUnit(most, unitMS), signals.HopNames[at])
}

// scenarioHop gives a station that the client can tell apart its name in scenarios.
func scenarioHop(hop int) string {
	switch hop {
	case signals.HopConnect:
		return "firewall"
	case signals.HopUnanswered:
		return "app"
	}
	return signals.HopNames[hop]
}
