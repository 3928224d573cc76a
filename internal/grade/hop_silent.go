package grade

import (
	"fmt"

	"firedrill/internal/quantity"
	"firedrill/internal/record"
	"firedrill/internal/signals"
	"firedrill/internal/topology"
)

// Below hopCut of its former throughput a hop counts as cut off. hopEnough is the number of requests that a hop must
// have served in the baseline to be judged by it.
const (
	hopCut    = 0.5
	hopEnough = 20
)

// silent finds the hop for failures that carry no evidence of who failed them: the hop that requests no longer pass. It
// uses only what the client saw, so a dead hop hides those behind it.
func silent(base, now *sight) (name, why string) {
	if shrunk(base, now) && slower(base, now, signals.HopPool) {
		return topology.HopPool, fmt.Sprintf("the app's database pool shrank from %[2]s to %[1]s, and requests wait for a connection", quantity.RoundedText(now.poolSize, 1), quantity.RoundedText(base.poolSize, 1))
	}
	if hop, why := hopOfAnswered(base, now); hop == topology.HopPool {
		return hop, "of the others, " + why
	}
	if hop, why := cutOff(base, now); hop != "" {
		return hop, why
	}
	switch {
	case kept(base, now, signals.HopApp) < 1-hopCut:
		return topology.HopApp, "the app serves little, and no station behind it is cut off"
	case now.errors[record.ClassHTTP5App] > 0:
		return topology.HopApp, "the app itself answers with errors"
	case now.errors[record.ClassHTTP5Nginx] > 0:
		return topology.HopProxy, "nginx gave up waiting for an app that serves others"
	}
	if hop, why := hopOfAnswered(base, now); hop != topology.HopNone {
		return hop, "of the others, " + why
	}
	return topology.HopApp, "no answer came, and the connection stood"
}

// kept returns a hop's current throughput as a fraction of its baseline throughput, both relative to all requests.
func kept(base, now *sight, hop int) float64 {
	was := part(base.hops[hop].Served, base.scheduled)
	if base.hops[hop].Served < hopEnough {
		return 1
	}
	return part(now.hops[hop].Served, now.scheduled) / was
}

// cutOff finds the hop behind the app that requests no longer pass, while requests that do not need it still succeed.
func cutOff(base, now *sight) (name, why string) {
	app := kept(base, now, signals.HopApp)
	database, cache := kept(base, now, signals.HopDatabase), kept(base, now, signals.HopCache)
	if app < 0.01 {
		return deepest(now)
	}
	limit := hopCut * min(1, app)
	switch {
	case database < limit && database <= cache:
		return topology.HopDatabase, fmt.Sprintf("%s of the requests that needed the database still end well, %s of all", Percent(database), Percent(app))
	case cache < limit:
		return topology.HopCache, fmt.Sprintf("%s of the requests that needed the cache still end well, %s of all", Percent(cache), Percent(app))
	}
	return "", ""
}

// deepest handles the case that no request succeeds: it returns the last hop that the failed requests reached.
func deepest(now *sight) (name, why string) {
	for _, hop := range []int{signals.HopDatabase, signals.HopPool, signals.HopCache} {
		if part(now.hops[hop].Passed, now.bad) >= hopCut {
			return topology.AnswerOf(signals.HopNames[hop]), "no request ends well; they get as far as the " + signals.HopNames[hop]
		}
	}
	return "", ""
}
