package grade

import (
	"fmt"

	"firedrill/internal/signals"
)

// Requests are slower if they take longer than in the baseline by hopSlower of it, and hopSlowerMS at least. A station is
// if it takes those that pass it hopTwice as long.
const (
	hopSlower   = 0.2
	hopSlowerMS = 5
	hopTwice    = 2
	poolBusy    = 0.5 // connections in use on average: under it nobody has to wait long for one
)

// hopOfTimes names the station at which the requests of a phase spend most of the time that they did not spend in the
// baseline.
func hopOfTimes(base, p *signals.Phase) (name, why string) {
	return hopAmong(base, p, signals.NumHops)
}

// hopOfAnswered is the same for the requests that were answered: the others waited for the same thing, most likely.
func hopOfAnswered(base, p *signals.Phase) (name, why string) {
	return hopAmong(base, p, signals.HopUnanswered)
}

// hopAmong looks at the stations before the given one.
func hopAmong(base, p *signals.Phase, end int) (name, why string) {
	var whole, was, most float64
	at := signals.HopClient
	for i := range end {
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
	name, why = scenarioHop(at), fmt.Sprintf("a request takes %s longer than in the baseline on average, %s of it at %q",
		InUnit(whole, unitMS), InUnit(most, unitMS), signals.HopNames[at])
	switch {
	case at == signals.HopProxy && slower(base, p, signals.HopApp):
		name, why = "app", why+", to be heard by an app that takes "+slowness(base, p, signals.HopApp)
	case at == signals.HopPool:
		if held := heldByDatabase(base, p); held != "" {
			name, why = "database", why+": "+held
		}
	}
	return name, why
}

// heldByDatabase says why no connection to the database came free, if that is the database's doing: its queries got slower,
// or those that were answered do not account for the connections, so that others hold them and never come back. It is "" of
// a pool that is simply too small: it is busy with queries as quick as ever.
func heldByDatabase(base, p *signals.Phase) string {
	busy := float64(p.Hops[signals.HopDatabase].Total) / 1e6 / p.Length()
	switch {
	case slower(base, p, signals.HopDatabase):
		return "connections are held by queries that take " + slowness(base, p, signals.HopDatabase)
	case busy < poolBusy:
		return fmt.Sprintf("the queries that were answered held %s connections on average, so others hang in the database", trim(busy, 2))
	}
	return ""
}

func slowness(base, p *signals.Phase, hop int) string {
	return fmt.Sprintf("%s in place of %s", InUnit(each(p, hop), unitMS), InUnit(each(base, hop), unitMS))
}

// slower says that a station takes the requests that pass it much longer than in the baseline.
func slower(base, p *signals.Phase, hop int) bool {
	was, is := each(base, hop), each(p, hop)
	return base.Hops[hop].Passed >= hopEnough && p.Hops[hop].Passed >= hopEnough && is > hopTwice*was && is > was+hopSlowerMS
}

// each is how long a station takes a request that passes it, in ms on average.
func each(p *signals.Phase, hop int) float64 { return p.Hops[hop].Mean(p.Hops[hop].Passed) }

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
