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
)

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
	if at == signals.HopPool && slower(base, p, signals.HopDatabase) {
		return "database", fmt.Sprintf("a request takes %s longer than in the baseline on average, most of it waiting for a connection, since a query takes %s in place of %s",
			InUnit(whole, unitMS), InUnit(each(p, signals.HopDatabase), unitMS), InUnit(each(base, signals.HopDatabase), unitMS))
	}
	return scenarioHop(at), fmt.Sprintf("a request takes %s longer than in the baseline on average, %s of it at %q",
		InUnit(whole, unitMS), InUnit(most, unitMS), signals.HopNames[at])
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
