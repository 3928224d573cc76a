package oncall

import "time"

// Stages of a round, as far as its responder is concerned, in their order. A round ends in one of the last three.
const (
	StageQuiet     = "quiet"
	StagePaged     = "paged"
	StageAcked     = "acked"
	StageDiagnosed = "diagnosed"
	StageResolved  = "resolved"
	StageGaveUp    = "gave up"
	StageTimedOut  = "timed out"
)

// stages are what the entries of a log bring a round to.
var stages = map[string]string{Paged: StagePaged, Acked: StageAcked, Diagnose: StageDiagnosed, Resolved: StageResolved,
	GaveUp: StageGaveUp, TimedOut: StageTimedOut}

// rank puts stages in their order: who takes the page after a diagnosis is no further back for it.
var rank = map[string]int{StageQuiet: 0, StagePaged: 1, StageAcked: 2, StageDiagnosed: 3, StageResolved: 4, StageGaveUp: 4, StageTimedOut: 4}

// Standing is how far a responder is in a round.
type Standing struct {
	Stage     string
	At        time.Duration // when it was reached, since the start of the load; of a diagnosis, the last
	Diagnosis string        // what is right in the last one: Right, Component or Wrong; empty before there is one
	Hints     int           // taken so far
}

// What is right in a diagnosis.
const (
	Right     = "right"
	Component = "component right"
	Wrong     = "wrong"
)

// Standing says how far the responder is with the incident that is open.
func (r *Round) Standing() Standing {
	s := Standing{Stage: StageQuiet, Hints: r.hintsTaken()}
	for _, e := range r.now().log {
		if stage, ok := stages[e.What]; ok && rank[stage] >= rank[s.Stage] {
			s.Stage, s.At = stage, e.At
		}
		if e.What == Diagnose {
			s.Diagnosis = judged(e)
		}
	}
	if s.Stage == StageResolved && r.Halfway() {
		s.Stage, s.Diagnosis = StageQuiet, "" // until the next page
	}
	return s
}

func judged(e Entry) string {
	switch {
	case e.Right:
		return Right
	case e.Part:
		return Component
	}
	return Wrong
}
