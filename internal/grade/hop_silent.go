package grade

import (
	"fmt"

	"firedrill/internal/record"
	"firedrill/internal/signals"
)

// hopCut is the part of what the app still serves under which a station is cut off, hopEnough how many requests a station
// must have served in the baseline to be judged by them.
const (
	hopCut    = 0.5
	hopEnough = 20
)

// silent finds the hop of requests that failed without a word of who failed them: the station that requests no longer pass
// well. It sees only what the client saw, so a station behind one that died is hidden by it.
func silent(base, p *signals.Phase) (name, why string) {
	if hop, why := cutOff(base, p); hop != "" {
		return hop, why
	}
	switch {
	case kept(base, p, signals.HopApp) < 1-hopCut:
		return "app", "the app serves little, and no station behind it is cut off"
	case p.All.Errors[record.ClassHTTP5App] > 0:
		return "app", "the app itself answers with errors"
	case p.All.Errors[record.ClassHTTP5Nginx] > 0:
		return "proxy", "nginx gave up waiting for an app that serves others"
	}
	if hop, why := hopOfAnswered(base, p); hop != "none" && hop != "proxy" {
		return hop, "of the others, " + why
	}
	return "app", "no answer came, and the connection stood"
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
