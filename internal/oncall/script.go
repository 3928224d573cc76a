package oncall

import (
	"time"

	"firedrill/scenarios"
)

// What a script does in a round. Its times after the page are those of somebody who knows what to type.
const (
	scriptAck   = 5 * time.Second
	scriptThink = 20 * time.Second
)

// Expert is a round as one plays it who knows the cause and types the reference fix: in the fault phase of a drill that
// began then, paged then.
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

// Restarter is a round as one plays it who looks for nothing, restarts every service, and says that it is over.
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

// say does what a responder says. What the round refuses, such as a cause that is in no list, is then missing from its score.
func (r *Round) say(at time.Duration, q Ask) { _, _ = r.do(at, q) }
