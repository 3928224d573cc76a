package oncall

import (
	"time"

	"firedrill/scenarios"
)

// Idler returns a round in which nobody does anything until the time-out.
func Idler(s *scenarios.Scenario, broken, page time.Duration) *Round {
	r := paged(s, broken, page)
	r.Note(page+limit, TimedOut, "")
	return r
}

// Alarmist returns a round of a responder who always reports the same incident: the cache is slow.
func Alarmist(s *scenarios.Scenario, page time.Duration) *Round {
	r := paged(s, page, page)
	r.say(page+scriptAck, Ask{Verb: Acked})
	r.say(page+scriptThink, Ask{Verb: Diagnose, Diagnosis: Diagnosis{"redis", "slow", "a feeling"}})
	r.say(page+scriptThink, Ask{Verb: Resolved})
	return r
}
