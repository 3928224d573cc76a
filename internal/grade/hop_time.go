package grade

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"firedrill/internal/quantity"
	"firedrill/internal/signals"
	"firedrill/internal/topology"
)

// Requests are slower if they take longer than in the baseline by hopSlower of it, and hopSlowerMS at least. A station is
// if it takes those that pass it hopTwice as long.
const (
	hopSlower       = 0.2
	hopSlowerMS     = 10 // under it a busy machine may be at fault, and no user minds
	stationSlowerMS = 5
	hopTwice        = 2
	hopStarved      = 2
	hopUnsent       = 0.15 // of a slowdown, spent before a request is sent: from here on it is the machine's
	hopBusier       = 1.2  // times the baseline's rate: more than that is work for the client too
	poolIdle        = 0.1  // part of a pool's connections in use on average, under which it is not what requests wait for
	poolBusy        = 0.5  // connections in use on average, of one or of all: under it nobody has to wait long for one
	poolShrunk      = 0.75 // of the baseline's pool: a smaller one was made smaller
	starvedShare    = 0.1  // of each second in which a limit holds a replica back: from here on it is starved
)

// hopOfTimes names the station at which the requests of a phase spend most of the time that they did not spend in the
// baseline.
func hopOfTimes(base, now *sight) (name, why string) {
	return hopAmong(base, now, signals.NumHops)
}

// hopOfAnswered is the same for the requests that were answered: the others waited for the same thing, most likely.
func hopOfAnswered(base, now *sight) (name, why string) {
	return hopAmong(base, now, signals.HopUnanswered)
}

// hopAmong looks at the stations before the given one.
func hopAmong(base, now *sight, end int) (name, why string) {
	var whole, was, most float64
	at := signals.HopClient
	for i := range end {
		before, after := base.mean(i), now.mean(i)
		was += before
		whole += after - before
		if after-before > most {
			at, most = i, after-before
		}
	}
	if whole < hopSlowerMS || whole < hopSlower*was {
		return topology.HopNone, fmt.Sprintf("a request takes %s on average, %s in the baseline", InUnit(was+whole, unitMS), InUnit(was, unitMS))
	}
	if unsent := now.mean(signals.HopClient) - base.mean(signals.HopClient); unsent >= hopUnsent*whole && now.rate() < hopBusier*base.rate() {
		return topology.HopNone, fmt.Sprintf("a request takes %s longer than in the baseline on average, but %s of it before it is sent, where no fault is in its way: the machine is slow",
			InUnit(whole, unitMS), InUnit(unsent, unitMS))
	}
	name, why = topology.AnswerOf(signals.HopNames[at]), fmt.Sprintf("a request takes %s longer than in the baseline on average, %s of it at %q",
		InUnit(whole, unitMS), InUnit(most, unitMS), signals.HopNames[at])
	switch {
	case starved(base, now):
		name, why = topology.HopApp, why+"; but whatever the app does takes longer: its own code "+slowness(base, now, signals.HopApp)+
			", the cache "+slowness(base, now, signals.HopCache)+", a query "+slowness(base, now, signals.HopDatabase)
	case at == signals.HopProxy && !handshakesSlower(base, now):
		name, why = topology.HopApp, why+"; nginx takes connections as quickly as ever, so it waits for the app"
	case at == signals.HopPool:
		if held := heldByDatabase(base, now); held != "" {
			name, why = topology.HopDatabase, why+": "+held
		}
	}
	return name, why
}

// starved says that the app is slow at everything for want of a processor: its own code, and by its own clock everything
// that it waits for. On a busy machine an app with processors to spare looks the same, so where the engine counts how long
// a limit held the app back, that decides.
func starved(base, now *sight) bool {
	if now.throttled < starvedShare {
		return false
	}
	for _, hop := range []int{signals.HopApp, signals.HopCache, signals.HopDatabase} {
		if base.hops[hop].Passed < hopEnough || now.each(hop) < hopStarved*base.each(hop) {
			return false
		}
	}
	return true
}

// connections is the size of a replica's pool by its settings, 0 if they do not say.
func connections(knobs []string) float64 {
	for _, knob := range knobs {
		if size, ok := strings.CutPrefix(knob, "DB_POOL="); ok {
			n, err := strconv.ParseUint(size, 10, 16)
			if err == nil {
				return float64(n)
			}
		}
	}
	return 0
}

// heldByDatabase says why no connection to the database came free, if that is the database's doing: its queries got slower,
// or those that were answered do not account for the connections, so that others hold them and never come back (Little's
// law: queries under way are queries a second times how long one takes). It is "" of a pool that is simply too small: it is
// busy with queries as quick as ever, or with fewer than the lab gives it.
func heldByDatabase(base, now *sight) string {
	busy := float64(now.hops[signals.HopDatabase].Total) / 1e6 / now.seconds
	told := !math.IsNaN(now.held)
	switch {
	case starved(base, now):
		return ""
	case idle(now):
		return fmt.Sprintf("of the %s connections that the pool may hold, %s were in use on average, so new ones can't be opened", quantity.RoundedText(now.poolSize, 1), quantity.RoundedText(now.held, 1))
	case shrunk(base, now), told && now.held < poolBusy*base.connections, !told && busy >= poolBusy && busy < poolBusy*base.connections:
		return ""
	case slower(base, now, signals.HopDatabase):
		return "connections are held by queries that take " + slowness(base, now, signals.HopDatabase)
	case told && busy < poolBusy*now.held:
		return fmt.Sprintf("of %s connections in use on average, the queries that were answered held %s, so others hang in the database", quantity.RoundedText(now.held, 1), quantity.RoundedText(busy, 2))
	case busy < poolBusy:
		return fmt.Sprintf("the queries that were answered held %s connections on average, so others hang in the database", quantity.RoundedText(busy, 2))
	}
	return ""
}

// idle says that the app's pools hold next to no connection. A request that waits for one then waits for a connection to be
// opened, and not for others to give theirs back.
func idle(now *sight) bool { return now.held < poolIdle*now.poolSize }

// shrunk says that the app's pools have fewer connections than in the baseline.
func shrunk(base, now *sight) bool { return now.poolSize < poolShrunk*base.poolSize }

func slowness(base, now *sight, hop int) string {
	return fmt.Sprintf("%s in place of %s", InUnit(now.each(hop), unitMS), InUnit(base.each(hop), unitMS))
}

// handshakesSlower says that new connections wait too: nginx itself, or the way to it, is slow.
func handshakesSlower(base, now *sight) bool {
	return now.hops[signals.HopTLS].Passed > 0 && now.each(signals.HopTLS) > hopTwice*base.each(signals.HopTLS)+stationSlowerMS
}

// slower says that a station takes the requests that pass it much longer than in the baseline.
func slower(base, now *sight, hop int) bool {
	was, is := base.each(hop), now.each(hop)
	return base.hops[hop].Passed >= hopEnough && now.hops[hop].Passed >= hopEnough && is > hopTwice*was && is > was+stationSlowerMS
}
