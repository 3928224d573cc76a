package report

import (
	"firedrill/internal/grade"
	"firedrill/internal/record"
	"firedrill/internal/signals"
	"firedrill/scenarios"
)

// Drill is all that a report is drawn from. Each part of it follows from the record alone, so the same record gives
// the same report, to the byte.
type Drill struct {
	Header   record.Header
	Events   []record.Event
	Result   *grade.Result
	Windows  *signals.Windows
	Scenario *scenarios.Scenario // what the drill was graded by
	Logs     []record.LogLine    // of some requests that failed
}
