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

// Requests count as slower if they take at least hopSlower (relative) and hopSlowerMS (absolute) longer than in the
// baseline. A hop counts as slower if its requests take hopTwice as long.
const (
	hopSlower       = 0.2
	hopSlowerMS     = 10 // below this a busy machine may be the cause, and users do not notice
	stationSlowerMS = 5
	hopTwice        = 2
	hopStarved      = 2
	hopUnsent       = 0.15 // of a slowdown, spent before a request is sent; above it the machine is the cause
	hopBusier       = 1.2  // times the baseline's rate; above it the client has more work too
	poolIdle        = 0.1  // mean part of a pool's connections in use; below it requests do not wait for the pool
	poolBusy        = 0.5  // mean connections in use, of one or of all replicas; below it requests rarely wait for one
	poolShrunk      = 0.75 // of the baseline's pool size; below it the pool was reduced
	starvedShare    = 0.1  // part of each second in which the CPU limit holds a replica back; above it the replica is starved
)

// hopOfTimes names the hop at which the requests of a phase spend most of their additional time.
func hopOfTimes(base, now *sight) (name, why string) {
	return hopAmong(base, now, signals.NumHops)
}

// hopOfAnswered does the same for answered requests only: the others most likely waited for the same hop.
func hopOfAnswered(base, now *sight) (name, why string) {
	return hopAmong(base, now, signals.HopUnanswered)
}

// hopAmong considers only the hops before end.
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

// starved reports that the app lacks CPU: its own code is slow, and so is everything that it waits for by its own
// clock. On a busy machine an app with spare CPU looks the same, so where the engine counts CPU throttling, that
// decides.
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

// connections returns the pool size of a replica from its settings, 0 if they do not give it.
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

// heldByDatabase says why the database is the reason that no connection becomes free: no connection can be opened, its
// queries got slower, or the answered queries do not account for the connections in use, so others are held and not
// returned (Little's law: queries in progress = query rate × query time). It returns "" for a pool that is simply too
// small: it is busy with queries of normal speed, or it has fewer connections than configured.
func heldByDatabase(base, now *sight) string {
	busy := float64(now.hops[signals.HopDatabase].Total) / 1e6 / now.seconds
	known := !math.IsNaN(now.held)
	switch {
	case starved(base, now):
		return ""
	case idle(now):
		return fmt.Sprintf("of the %s connections that the pool may hold, %s were in use on average, so new ones can't be opened", quantity.RoundedText(now.poolSize, 1), quantity.RoundedText(now.held, 1))
	case shrunk(base, now), known && now.held < poolBusy*base.connections, !known && busy >= poolBusy && busy < poolBusy*base.connections:
		return ""
	case slower(base, now, signals.HopDatabase):
		return "connections are held by queries that take " + slowness(base, now, signals.HopDatabase)
	case known && busy < poolBusy*now.held:
		return fmt.Sprintf("of %s connections in use on average, the queries that were answered held %s, so others hang in the database", quantity.RoundedText(now.held, 1), quantity.RoundedText(busy, 2))
	case busy < poolBusy:
		return fmt.Sprintf("the queries that were answered held %s connections on average, so others hang in the database", quantity.RoundedText(busy, 2))
	}
	return ""
}

// idle reports that the app's pools hold almost no connections. A request that waits then waits for a connection to be
// opened, not for another request to return one.
func idle(now *sight) bool { return now.held < poolIdle*now.poolSize }

// shrunk reports that the app's pools have fewer connections than in the baseline.
func shrunk(base, now *sight) bool { return now.poolSize < poolShrunk*base.poolSize }

func slowness(base, now *sight, hop int) string {
	return fmt.Sprintf("%s in place of %s", InUnit(now.each(hop), unitMS), InUnit(base.each(hop), unitMS))
}

// handshakesSlower reports that new connections are slow too, which points to nginx itself or the network path to it.
func handshakesSlower(base, now *sight) bool {
	return now.hops[signals.HopTLS].Passed > 0 && now.each(signals.HopTLS) > hopTwice*base.each(signals.HopTLS)+stationSlowerMS
}

// slower reports that a hop takes much longer for its requests than in the baseline.
func slower(base, now *sight, hop int) bool {
	was, is := base.each(hop), now.each(hop)
	return base.hops[hop].Passed >= hopEnough && now.hops[hop].Passed >= hopEnough && is > hopTwice*was && is > was+stationSlowerMS
}
