package verify_test

import (
	"testing"
	"time"

	"firedrill/internal/verify"
	"firedrill/scenarios"
)

// keys returns the keys of all trials of a scenario on a lab.
func keys(t *testing.T, s *scenarios.Scenario, lab string) map[verify.Check]string {
	t.Helper()
	all := map[verify.Check]string{}
	for _, trial := range verify.Trials(s) {
		key, err := trial.Key(lab)
		if err != nil {
			t.Fatal(err)
		}
		all[trial.Check] = key
	}
	return all
}

func TestKey_ChangesOnlyWithWhatItsTrialUses(t *testing.T) {
	most := []verify.Check{verify.Shows, verify.Repeats, verify.Fixed, verify.Hardened, verify.Restart}
	tests := map[string]struct {
		change func(s *scenarios.Scenario)
		lab    string
		want   []verify.Check
	}{
		"nothing":       {func(*scenarios.Scenario) {}, "l", nil},
		"the story":     {func(s *scenarios.Scenario) { s.Title, s.Hints, s.Source = "t", []string{"h"}, []byte("x") }, "l", nil},
		"the fix":       {func(s *scenarios.Scenario) { s.Fix = []string{"firedrill restart redis"} }, "l", []verify.Check{verify.Fixed}},
		"the trigger":   {func(s *scenarios.Scenario) { s.Trigger = []string{"firedrill restart redis"} }, "l", []verify.Check{verify.Fixed, verify.Restart}},
		"restarts":      {func(s *scenarios.Scenario) { s.Restarts = true }, "l", []verify.Check{verify.Restart}},
		"the signature": {func(s *scenarios.Scenario) { s.Signature = s.Objectives[:1] }, "l", []verify.Check{verify.Shows, verify.Repeats, verify.Hardened}},
		"a fault":       {func(s *scenarios.Scenario) { s.Faults[0].Params = map[string]string{"a": "1"} }, "l", most},
		"the load":      {func(s *scenarios.Scenario) { s.Load.Rate = 7 }, "l", verify.Checks},
		"the timeline":  {func(s *scenarios.Scenario) { s.Timeline.Warmup = time.Second }, "l", verify.Checks},
		"the lab":       {func(*scenarios.Scenario) {}, "other", verify.Checks},
	}
	before := keys(t, incident(), "l")
	for name, tt := range tests {
		s := incident()
		tt.change(s)
		changed := map[verify.Check]bool{}
		for _, c := range tt.want {
			changed[c] = true
		}
		for check, key := range keys(t, s, tt.lab) {
			if got := key != before[check]; got != changed[check] {
				t.Errorf("%s: the key of %s changed: %v", name, check, got)
			}
		}
	}
}

func TestKey_SharedTrialsOfScenariosWithOneLoad(t *testing.T) {
	x, y := incident(), incident()
	y.Faults, y.Objectives = y.Faults[:1], y.Objectives[1:]
	a, b := keys(t, x, "l"), keys(t, y, "l")
	for _, trial := range verify.Trials(x) {
		if same := a[trial.Check] == b[trial.Check]; same != trial.Shared {
			t.Errorf("%s: same key %v, shared %v", trial.Check, same, trial.Shared)
		}
	}
}
