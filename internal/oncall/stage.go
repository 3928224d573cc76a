package oncall

import "time"

// Stages of a round for its responder, in order. A round ends in one of the last three.
const (
	StageQuiet     = "quiet"
	StagePaged     = "paged"
	StageAcked     = "acked"
	StageDiagnosed = "diagnosed"
	StageResolved  = "resolved"
	StageGaveUp    = "gave up"
	StageTimedOut  = "timed out"
)

// stages maps the log entries to the stage that they lead to.
var stages = map[string]string{Paged: StagePaged, Acked: StageAcked, Diagnose: StageDiagnosed, Resolved: StageResolved,
	GaveUp: StageGaveUp, TimedOut: StageTimedOut}

// rank orders the stages: acknowledging the page after a diagnosis does not go back a stage.
var rank = map[string]int{StageQuiet: 0, StagePaged: 1, StageAcked: 2, StageDiagnosed: 3, StageResolved: 4, StageGaveUp: 4, StageTimedOut: 4}

// Standing is a responder's progress in a round.
type Standing struct {
	Stage     string
	At        time.Duration // when it was reached, since the start of the load; for diagnoses, the last one
	Diagnosis string        // judgement of the last diagnosis: Right, Component or Wrong; empty: none yet
	Hints     int           // taken so far
}

// Judgements of a diagnosis.
const (
	Right     = "right"
	Component = "component right"
	Wrong     = "wrong"
)

// Standing returns the responder's progress in the open incident.
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
