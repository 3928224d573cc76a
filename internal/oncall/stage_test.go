package oncall_test

import (
	"testing"
	"time"

	"firedrill/internal/oncall"
)

func TestStanding_FollowsTheStages(t *testing.T) {
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
	halfway := play(t, frozen(), "ack")
	halfway.Next = locked()
	at2 := act(t, halfway, at(1), "redis frozen x", "resolve")
	if got, want := halfway.Standing(), (oncall.Standing{Stage: oncall.StageQuiet, At: at2}); got != want || halfway.Open() != halfway.Scenario {
		t.Errorf("between two incidents: %+v, want %+v", got, want)
	}
	halfway.Note(at2+time.Second, oncall.Broken, "")
	halfway.Note(at2+2*time.Second, oncall.Paged, "orders hang")
	if got, want := halfway.Standing(), (oncall.Standing{Stage: oncall.StagePaged, At: at2 + 2*time.Second}); got != want || halfway.Open() != halfway.Next {
		t.Errorf("in the second incident: %+v, want %+v", got, want)
	}
	end := act(t, halfway, at2, "postgres stopped x", "resolve")
	if got, want := halfway.Standing(), (oncall.Standing{Stage: oncall.StageResolved, At: end, Diagnosis: oncall.Component}); got != want {
		t.Errorf("after the second incident: %+v, want %+v", got, want)
	}
	r := oncall.Round{Scenario: frozen()}
	r.Note(time.Second, oncall.Broken, "")
	if got := r.Standing(); got != (oncall.Standing{Stage: oncall.StageQuiet}) {
		t.Errorf("before the page: %+v", got)
	}
}
