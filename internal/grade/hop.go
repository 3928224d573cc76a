package grade

import (
	"fmt"
	"strings"

	"firedrill/internal/record"
	"firedrill/internal/signals"
	"firedrill/internal/topology"
)

// hopFailures is the minimum increase of the failed fraction over the baseline for errors to name the hop.
const hopFailures = 0.01

// hopShare is the minimum part of the failures that a hop must cause itself, before failures of requests that wait for
// it count as its own.
const hopShare = 0.05

// hopMajority is the minimum part of the damage at one hop for that hop to be named.
const hopMajority = 0.5

// hop names the hop at which the requests of a phase were hurt, and why: where the errors were made or, if there are
// few errors, where the time went. It returns topology.HopUnknown where the evidence does not decide. The first two
// seconds after a deploy or a restart hide later effects, so they count only if the other seconds show nothing.
func (s *sheet) hop(phase string) (name, why string) {
	if phase == "run" {
		phase = record.PhaseFault
	}
	b, p := s.w.Phase(record.PhaseBaseline), s.w.Phase(phase)
	if b == nil || p == nil || b.All.Scheduled == 0 || p.All.Scheduled == 0 {
		return "", "no requests to compare with the baseline"
	}
	if why := s.unsound(); why != "" {
		return topology.HopUnknown, why
	}
	base := s.lookTwice(b, s.orAll(b, s.calm))
	base.whole.connections = connections(s.knobs) * float64(len(b.Replicas))
	calm := s.lookTwice(p, s.calm)
	if lost := p.Length() - calm.whole.seconds; lost > 0 && calm.whole.seconds < fewSeconds {
		return topology.HopUnknown, fmt.Sprintf("this machine was too busy: it stood still in or beside %.0f of %.0f seconds", lost, p.Length())
	}
	if settled := s.lookTwice(p, s.settledAndCalm); settled.whole.seconds >= fewSeconds && settled.whole.scheduled > 0 {
		if name, why = hopOf(base, settled); name != topology.HopNone {
			return name, why + " (from 2 s after the fault came)"
		}
	}
	return hopOf(base, calm)
}

// calm reports that the machine did not disturb requests in a time range.
func (s *sheet) calm(from, till int64) bool { return !s.w.Machine.Touched(from, till) }

func (s *sheet) settledAndCalm(from, till int64) bool {
	return s.settled(from, till) && s.calm(from, till)
}

// orAll returns the wanted filter, or one that accepts every second if wanted leaves too few.
func (s *sheet) orAll(p *signals.Phase, wanted func(from, till int64) bool) func(from, till int64) bool {
	n := 0
	for range seconds(p, wanted) {
		n++
	}
	if n < fewSeconds {
		return all
	}
	return wanted
}

// unsound says why the baseline is unusable for a comparison; "" if it is usable.
func (s *sheet) unsound() string {
	if unfit := append(s.loadHeld(), s.healthy()...); len(unfit) > 0 {
		return "there is no sound baseline to compare with: " + unfit[0].why
	}
	return ""
}

// hopOf names the hop from the evidence of a time range. Slowness in only one or two seconds is a hiccup for which
// nobody would be paged, so it is ignored; failures count even in a single second.
func hopOf(base, now sights) (name, why string) {
	if now.whole.badFraction()-base.whole.badFraction() >= hopFailures {
		return hopOfErrors(base.whole, now.whole)
	}
	name, why = hopOfTimes(base.whole, now.whole)
	if name == topology.HopNone {
		return name, why
	}
	if calm, but := hopOfTimes(base.calm, now.calm); calm == topology.HopNone {
		return calm, fmt.Sprintf("without the %d slowest seconds %s", hiccups, but)
	}
	return name, why
}

// hopOfErrors names the hop that failed most requests. Failures that follow from another hop's failure count for that
// hop.
func hopOfErrors(base, now *sight) (name, why string) {
	at, followed := more(base, now), []string{}
	var whole int64
	for _, n := range at {
		whole += n
	}
	move := func(from, to, why string) {
		at[to] += at[from]
		delete(at, from)
		followed = append(followed, why)
	}
	if n := at[topology.HopMiddleware]; n > 0 && shedForOthers(base, now, at) {
		hop, why := silent(base, now)
		move(topology.HopMiddleware, hop, fmt.Sprintf("%s were shed, for others hang: %s", Thousands(n), why))
	}
	if n := at[topology.HopUnknown]; n > 0 {
		hop, why := silent(base, now)
		move(topology.HopUnknown, hop, fmt.Sprintf("%s do not say where: %s", Thousands(n), why))
	}
	if starved(base, now) {
		for _, hop := range []string{topology.HopPool, topology.HopCache, topology.HopDatabase} {
			if n := at[hop]; n > 0 {
				move(hop, topology.HopApp, fmt.Sprintf("%s failed at %q, of an app that is slow at everything", Thousands(n), hop))
			}
		}
	}
	if n := at[topology.HopPool]; n > 0 {
		if held := heldByDatabase(base, now); held != "" {
			move(topology.HopPool, topology.HopDatabase, fmt.Sprintf("%s found no connection free: %s", Thousands(n), held))
		} else if float64(at[topology.HopDatabase]) >= hopShare*float64(n) {
			move(topology.HopPool, topology.HopDatabase, fmt.Sprintf("%s found no connection free, while the database failed others", Thousands(n)))
		}
	}
	if n := at[topology.HopClient]; n > 0 && len(at) > 1 {
		delete(at, topology.HopClient)
		followed = append(followed, fmt.Sprintf("%s were not sent, for too many were waiting already", Thousands(n)))
	}
	hop, placed := most(at), int64(0)
	for _, n := range at {
		placed += n
	}
	if float64(at[hop]) < hopMajority*float64(placed) {
		return topology.HopUnknown, fmt.Sprintf("the failed requests are spread over hops: no more than %s of %s failed at one, %q", Thousands(at[hop]), Thousands(placed), hop)
	}
	why = fmt.Sprintf("%s of %s failed at %q", Thousands(at[hop]), Count(whole, "failed request"), hop)
	return hop, strings.Join(append([]string{why}, followed...), "; ")
}

// shedForOthers reports that the app shed requests because others hang in it, not because too many arrived: other
// requests got no answer, or the app serves few. (Its rate limit answers 4xx, so it is not confused with this.)
func shedForOthers(base, now *sight, at map[string]int64) bool {
	shed := at[topology.HopMiddleware]
	hang := float64(at[topology.HopUnknown]) >= hopShare*float64(shed)
	return shed > now.errors[record.ClassHTTP4] && (hang || kept(base, now, signals.HopApp) < 1-hopCut)
}

// more counts the failed requests by hop, minus those expected from the baseline.
func more(base, now *sight) map[string]int64 {
	at := map[string]int64{}
	for hop, n := range now.failedAt {
		if n -= base.failedAt[hop] * now.scheduled / base.scheduled; n > 0 {
			at[hop] = n
		}
	}
	return at
}

// most returns the hop with the highest count; among equals the one furthest along the path.
func most(at map[string]int64) string {
	name, n := topology.HopNone, int64(0)
	for _, hop := range topology.Answers() {
		if at[hop] > 0 && at[hop] >= n {
			name, n = hop, at[hop]
		}
	}
	return name
}
