package drill

import (
	"context"
	"errors"
	"slices"
	"strings"

	"firedrill/internal/engine"
	"firedrill/internal/record"
)

// InvalidError ends a drill that cannot be judged, for a reason with its own code, for example a machine that is too
// busy. The code goes into the record, so the grade need not parse the text.
type InvalidError struct {
	Code record.Code
	Why  string
}

func (e *InvalidError) Error() string { return e.Why }

// RecordedError is a drill's failure that its record already contains: a report of the record shows it.
type RecordedError struct{ Err error }

func (e *RecordedError) Error() string { return e.Err.Error() }

// Unwrap returns the drill's own error.
func (e *RecordedError) Unwrap() error { return e.Err }

// CodeOf returns the code of an error that ended a drill early, or "" if it has none.
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

// oneLine joins the lines of an error and drops repeated ones: joined errors often contain the same one.
func oneLine(err error) string {
	var lines []string
	for line := range strings.Lines(err.Error()) {
		if line = strings.TrimSpace(line); line != "" && !slices.Contains(lines, line) {
			lines = append(lines, line)
		}
	}
	return strings.Join(lines, "; ")
}
