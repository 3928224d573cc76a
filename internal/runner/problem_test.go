package runner

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"

	"firedrill/internal/drill"
)

func TestUnrecorded_OmitsErrorsInTheReport(t *testing.T) {
	sick := &drill.RecordedError{Err: &drill.InvalidError{Code: "baseline_unhealthy", Why: "the baseline is not healthy"}}
	left := errors.New("run left something")
	if got := unrecorded(errors.Join(errors.Join(sick), left, left)); !slices.Equal(got, []string{"run left something"}) {
		t.Errorf("%q", got)
	}
	if got := unrecorded(errors.Join(sick)); len(got) > 0 {
		t.Errorf("%q", got)
	}
	if drill.CodeOf(errors.Join(sick)) != "baseline_unhealthy" {
		t.Error("the code is lost")
	}
}

func TestBesides_NothingWentWrong(t *testing.T) {
	for _, err := range []error{nil, context.Canceled, errors.Join(context.Canceled, fmt.Errorf("x: %w", context.Canceled))} {
		if rest := Besides(err); len(rest) != 0 {
			t.Errorf("%v: %q", err, rest)
		}
	}
}
