package oncall_test

import (
	"testing"
	"time"

	"firedrill/internal/oncall"
)

func TestHowFarAResponderIs(t *testing.T) {
	at := func(steps int) time.Duration { return time.Minute + time.Duration(steps)*10*time.Second }
	tests := map[string]struct {
		steps []string
		want  oncall.Standing
	}{
		"paged":                      {nil, oncall.Standing{Stage: oncall.StagePaged, At: at(0)}},
		"a hint alone":               {[]string{"hint"}, oncall.Standing{Stage: oncall.StagePaged, At: at(0), Hints: 1}},
		"taken":                      {[]string{"ack", "hint", "hint"}, oncall.Standing{Stage: oncall.StageAcked, At: at(1), Hints: 2}},
		"a wrong diagnosis":          {[]string{"ack", "nginx stopped x"}, oncall.Standing{Stage: oncall.StageDiagnosed, At: at(2), Diagnosis: oncall.Wrong}},
		"half of one":                {[]string{"ack", "nginx stopped x", "redis stopped x"}, oncall.Standing{Stage: oncall.StageDiagnosed, At: at(3), Diagnosis: oncall.Component}},
		"a right one before the ack": {[]string{"redis frozen x", "ack"}, oncall.Standing{Stage: oncall.StageDiagnosed, At: at(1), Diagnosis: oncall.Right}},
		"over":                       {[]string{"ack", "redis frozen x", "resolve"}, oncall.Standing{Stage: oncall.StageResolved, At: at(3), Diagnosis: oncall.Right}},
		"given up":                   {[]string{"give-up"}, oncall.Standing{Stage: oncall.StageGaveUp, At: at(1)}},
	}
	for name, tt := range tests {
		if got := play(t, frozen(), tt.steps...).Standing(); got != tt.want {
			t.Errorf("%s: %+v, want %+v", name, got, tt.want)
		}
	}
	r := oncall.Round{Scenario: frozen()}
	r.Note(time.Second, oncall.Broken, "")
	if got := r.Standing(); got != (oncall.Standing{Stage: oncall.StageQuiet}) {
		t.Errorf("before the page: %+v", got)
	}
}
