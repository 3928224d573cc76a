package drill

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"firedrill/internal/engine"
	"firedrill/internal/record"
)

func TestEnd_ListsEachReasonOnceInOneLine(t *testing.T) {
	lost := errors.New("client is gone")
	busy := &InvalidError{Code: record.CodeMachineBusy, Why: "this machine is too busy"}
	tests := map[string]struct {
		err  error
		want record.End
	}{
		"the same error twice": {errors.Join(lost, errors.Join(lost, errors.New("fault still acts"))),
			record.End{Reason: record.EndError, Error: "client is gone; fault still acts"}},
		"with a code": {fmt.Errorf("%w", errors.Join(busy, lost)),
			record.End{Reason: record.EndError, Code: record.CodeMachineBusy, Error: "this machine is too busy; client is gone"}},
		"a client that is gone, and a fault that is then not seen to be gone": {errors.Join(ErrClientGone, &InvalidError{record.CodeFaultUnproven, "fault may act"}),
			record.End{Reason: record.EndError, Code: record.CodeClientGone, Error: "client is gone; fault may act"}},
		"an engine that fails": {fmt.Errorf("pause: %w", engine.ErrUnavailable),
			record.End{Reason: record.EndError, Code: record.CodeEngineFailed, Error: "pause: " + engine.ErrUnavailable.Error()}},
		"interrupted in a call of the engine": {fmt.Errorf("pause: %w: %w", engine.ErrUnavailable, context.Canceled), record.End{Reason: record.EndInterrupted}},
	}
	for name, test := range tests {
		if got := end(test.err); *got != test.want {
			t.Errorf("%s: %+v, want %+v", name, *got, test.want)
		}
	}
}
