package drill

import (
	"context"
	"errors"
	"slices"
	"strings"

	"firedrill/internal/engine"
	"firedrill/internal/record"
)

// InvalidError ends a drill that can't be judged for a reason that has its own code, such as a machine that is too busy.
// The code goes into the record, so the grade knows the reason without reading the text.
type InvalidError struct {
	Code record.Code
	Why  string
}

func (e *InvalidError) Error() string { return e.Why }

// RecordedError is how a drill failed, as the end of its record tells it: a report of the record says so.
type RecordedError struct{ Err error }

func (e *RecordedError) Error() string { return e.Err.Error() }

// Unwrap gives the drill's own error.
func (e *RecordedError) Unwrap() error { return e.Err }

// CodeOf returns the code for what ended a drill early, "" for what has no code of its own.
func CodeOf(err error) record.Code {
	invalid, hasCode := errors.AsType[*InvalidError](err)
	switch {
	case errors.Is(err, ErrClientGone):
		return record.CodeClientGone
	case hasCode:
		return invalid.Code
	case errors.Is(err, context.Canceled):
		return ""
	case engine.Failed(err):
		return record.CodeEngineFailed
	}
	return ""
}

// oneLine joins the lines of an error, each once: joined errors often hold the same one.
func oneLine(err error) string {
	var lines []string
	for line := range strings.Lines(err.Error()) {
		if line = strings.TrimSpace(line); line != "" && !slices.Contains(lines, line) {
			lines = append(lines, line)
		}
	}
	return strings.Join(lines, "; ")
}
