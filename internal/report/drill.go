package report

import (
	"firedrill/internal/grade"
	"firedrill/internal/record"
	"firedrill/internal/signals"
	"firedrill/scenarios"
)

// Drill is the input of a report. All of it is computed from the record, so the same record gives the same report, byte
// for byte.
type Drill struct {
	Header   record.Header
	Events   []record.Event
	Result   *grade.Result
	Windows  *signals.Windows
	Scenario *scenarios.Scenario // the scenario of the drill's objectives
	Logs     []record.LogLine    // log lines of some failed requests
}
