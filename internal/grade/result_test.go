package grade

import "testing"

func TestCounts_FailedFraction(t *testing.T) {
	if got := (&Counts{Scheduled: 100, Failed: 3, Dropped: 2}).FailedFraction(); got == nil || *got != 0.05 {
		t.Errorf("failed is %v, want 0.05", got)
	}
	if got := (&Counts{}).FailedFraction(); got != nil {
		t.Errorf("%v of nothing failed", *got)
	}
}

func TestResult_Phase(t *testing.T) {
	r := &Result{Phases: []Phase{{Name: "baseline"}, {Name: "fault"}}}
	if got := r.Phase("fault"); got != &r.Phases[1] {
		t.Errorf("phase is %+v", got)
	}
	if got := r.Phase("recovery"); got != nil {
		t.Errorf("a phase that was not there is %+v", got)
	}
}
