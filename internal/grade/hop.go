package grade

import (
	"fmt"
	"strings"

	"firedrill/internal/record"
	"firedrill/internal/signals"
	"firedrill/scenarios"
)

// hopFailures is how much more must have failed than in the baseline for the errors to tell the hop.
const hopFailures = 0.01

// hopShare is the part of the failures that wait for another that must be seen failing itself, to be what they wait for.
const hopShare = 0.05

// hop names the station at which the requests of a phase were hurt, and why it is taken to be that one: where the errors
// were made, or, if there are none to speak of, where the time went.
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

// hopOfErrors names the hop that failed most requests. What only follows from another failure goes to that one.
func hopOfErrors(base, p *signals.Phase) (name, why string) {
	at, followed := more(base, p), []string{}
	var all int64
	for _, n := range at {
		all += n
	}
	move := func(from, to, why string) {
		at[to] += at[from]
		delete(at, from)
		followed = append(followed, why)
	}
	if n := at[signals.FailedUnknown]; n > 0 {
		hop, why := silent(base, p)
		move(signals.FailedUnknown, hop, fmt.Sprintf("of %s nobody says where: %s", Thousands(n), why))
	}
	if n := at["pool"]; n > 0 {
		if held := heldByDatabase(base, p); held != "" {
			move("pool", "database", fmt.Sprintf("%s found no connection free: %s", Thousands(n), held))
		} else if float64(at["database"]) >= hopShare*float64(n) {
			move("pool", "database", fmt.Sprintf("%s found no connection free, while the database failed others", Thousands(n)))
		}
	}
	if n := at["client"]; n > 0 && len(at) > 1 {
		delete(at, "client")
		followed = append(followed, fmt.Sprintf("%s were not sent, for too many were waiting already", Thousands(n)))
	}
	hop := most(at)
	why = fmt.Sprintf("%s of %s failed at %q", Thousands(at[hop]), count(all, "failed request"), hop)
	return hop, strings.Join(append([]string{why}, followed...), "; ")
}

// more counts the failed requests of a phase by hop, without those that the baseline leads to expect.
func more(base, p *signals.Phase) map[string]int64 {
	at := map[string]int64{}
	for hop, n := range p.All.FailedAt {
		if n -= base.All.FailedAt[hop] * p.All.Scheduled / base.All.Scheduled; n > 0 {
			at[hop] = n
		}
	}
	return at
}

// most is the hop with the highest count; of equal ones the one furthest along the journey.
func most(at map[string]int64) string {
	name, n := "none", int64(0)
	for _, hop := range scenarios.Hops {
		if at[hop] > 0 && at[hop] >= n {
			name, n = hop, at[hop]
		}
	}
	return name
}
