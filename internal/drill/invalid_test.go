package drill

import (
	"errors"
	"fmt"
	"testing"

	"firedrill/internal/record"
)

func TestEnd_NamesEachReasonOnceInOneLine(t *testing.T) {
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
	}
	for name, test := range tests {
		if got := end(test.err); *got != test.want {
			t.Errorf("%s: %+v, want %+v", name, *got, test.want)
		}
	}
}
