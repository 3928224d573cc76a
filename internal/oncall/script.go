package oncall

import (
	"time"

	"firedrill/scenarios"
)

// Times of a script's steps after the page. They are those of a responder who knows what to type.
const (
	scriptAck   = 5 * time.Second
	scriptThink = 20 * time.Second
)

// Expert returns a round of a responder who knows the cause and applies the reference fix. broken is the injection
// and page the page, both since the start of the load.
func Expert(s *scenarios.Scenario, broken, page time.Duration) *Round {
	r := paged(s, broken, page)
	r.say(page+scriptAck, Ask{Verb: Acked})
	r.say(page+scriptThink, Ask{Verb: Diagnose, Diagnosis: Diagnosis{s.Cause.Component, s.Cause.Mechanism, s.Teaches}})
	for _, line := range s.Fix {
		r.Note(page+scriptThink, Command, line)
	}
	r.say(page+scriptThink, Ask{Verb: Resolved})
	return r
}

// Restarter returns a round of a responder who restarts every service without a search, and declares the incident
// resolved.
func Restarter(s *scenarios.Scenario, broken, page time.Duration) *Round {
	r := paged(s, broken, page)
	r.say(page+scriptAck, Ask{Verb: Acked})
	r.say(page+scriptThink, Ask{Verb: Resolved})
	return r
}

func paged(s *scenarios.Scenario, broken, page time.Duration) *Round {
	r := &Round{Scenario: s}
	if !s.Control() {
		r.Note(broken, Broken, "")
	}
	r.Note(page, Paged, s.Page)
	return r
}

// say makes a request. A refused one, for example a cause that is in no list, is then missing from the score.
func (r *Round) say(at time.Duration, q Ask) { _, _ = r.do(at, q) }
