package oncall_test

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"firedrill/internal/oncall"
)

func TestTimes_CountFromThePage(t *testing.T) {
	r := play(t, frozen(), "ack", "redis slow x", "redis frozen paused", "resolve") // page at 60 s
	got := r.Times(oncall.Facts{Felt: true, Well: true, Recovered: 95 * time.Second})
	if len(got) != 1 || got[0].String() != "ack 10 s, diagnosis 30 s, fix 35 s, resolve 40 s" {
		t.Errorf("%v", got)
	}
	got = play(t, frozen(), "ack").Times(oncall.Facts{Felt: true})
	if len(got) != 1 || got[0].String() != "ack 10 s, diagnosis –, fix –, resolve –" {
		t.Errorf("%v", got)
	}
	if got := both(t, []string{"ack", "redis frozen x", "resolve"}, []string{"ack"}).Times(oncall.Facts{}); len(got) != 2 || got[1].String() != "ack 10 s, diagnosis –, fix –, resolve –" {
		t.Errorf("%v", got)
	}
}

func TestDebrief_TimelineAndPainAgree(t *testing.T) {
	r := play(t, frozen(), "ack", "redis frozen paused", "give-up")
	facts := oncall.Facts{Felt: true, Symptom: 51 * time.Second, Well: true, Recovered: 95 * time.Second, Why: "recovery: p95 <= 1s: 2s"}
	text := debriefText(t, oncall.Debrief{Round: *r, Facts: facts, Sheet: oncall.Score(r, facts)})
	for _, want := range []string{"01:35  recovered users were well from here on", "not counted: the incident was not resolved", "AFTER THE PAGE  ack 10 s, diagnosis 20 s, fix 35 s"} {
		if !strings.Contains(text, want) {
			t.Errorf("lacks %q:\n%s", want, text)
		}
	}
	if strings.Contains(text, "were not well") {
		t.Errorf("it says that users were not well:\n%s", text)
	}
}

func TestDebrief_VoidRoundHidesScoreAndCause(t *testing.T) {
	r := play(t, frozen(), "ack")
	text := debriefText(t, oncall.Debrief{Round: *r, Void: &oncall.Void{Kind: oncall.VoidLabRemoved, Reason: "by firedrill down"}, Again: "firedrill oncall --seed 7"})
	if !strings.Contains(text, "lab removed: by firedrill down") || !strings.Contains(text, "firedrill oncall --seed 7") {
		t.Errorf("%s", text)
	}
	if strings.Contains(text, "of 100") || strings.Contains(text, "frozen") {
		t.Errorf("shows a score or the cause:\n%s", text)
	}
}

func debriefText(t *testing.T, d oncall.Debrief) string {
	t.Helper()
	var b bytes.Buffer
	if err := d.Text(&b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}
