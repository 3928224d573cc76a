package oncall_test

import (
	"testing"
	"time"

	"firedrill/internal/oncall"
	"firedrill/scenarios"
)

func library(t *testing.T) []*scenarios.Scenario {
	t.Helper()
	all, err := scenarios.Library(nil)
	if err != nil || len(all) == 0 {
		t.Fatalf("%d scenarios, %v", len(all), err)
	}
	return all
}

// The hardest case for a fair score: users are well in the end, without the responder's work.
var healed = oncall.Facts{Felt: true, Held: true, Symptom: 21 * time.Second, Bad: 500, Scheduled: 1000, DoNothing: 0.5}

func TestScore_ExpertEarnsNinetyAndIdlerAtMostFifteen(t *testing.T) {
	for _, s := range library(t) {
		expert := oncall.Score(oncall.Expert(s, 20*time.Second, 30*time.Second), healed)
		if expert.Total < 90 {
			t.Errorf("%s: an expert has %d points: %+v", s.Name, expert.Total, expert.Lines)
		}
		if idler := oncall.Score(oncall.Idler(s, 20*time.Second, 30*time.Second), healed); idler.Total > 15 {
			t.Errorf("%s: who does nothing has %d points: %+v", s.Name, idler.Total, idler.Lines)
		}
		hurt := healed
		hurt.Held = false
		if r := oncall.Score(oncall.Restarter(s, 20*time.Second, 30*time.Second), hurt); r.Total >= 50 {
			t.Errorf("%s: who restarts everything in vain has %d points: %+v", s.Name, r.Total, r.Lines)
		}
	}
}

func TestScore_FalseAlarmOnAControlLosesDetect(t *testing.T) {
	controls := 0
	for _, s := range library(t) {
		if !s.Control() {
			continue
		}
		controls++
		sheet := oncall.Score(oncall.Alarmist(s, 30*time.Second), oncall.Facts{Held: true})
		if sheet.Lines[0].Name != "detect" || sheet.Lines[0].Points != 0 || sheet.Total != 0 {
			t.Errorf("%s: %+v", s.Name, sheet)
		}
	}
	if controls == 0 {
		t.Error("the library has no control")
	}
}
