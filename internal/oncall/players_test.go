package oncall

import (
	"time"

	"firedrill/scenarios"
)

// Idler returns a round in which nobody does anything until its time is up.
func Idler(s *scenarios.Scenario, broken, page time.Duration) *Round {
	r := paged(s, broken, page)
	r.Note(page+limit, TimedOut, "")
	return r
}

// Alarmist returns the round of somebody who always reports an incident: the cache is slow.
func Alarmist(s *scenarios.Scenario, page time.Duration) *Round {
	r := paged(s, page, page)
	r.say(page+scriptAck, Ask{Verb: Acked})
	r.say(page+scriptThink, Ask{Verb: Diagnose, Diagnosis: Diagnosis{"redis", "slow", "a feeling"}})
	r.say(page+scriptThink, Ask{Verb: Resolved})
	return r
}
