package signals

import (
	"math/rand/v2"
	"testing"

	"firedrill/internal/record"
	"firedrill/internal/record/recordtest"
)

func TestIdentify_IDOfUnansweredRequestFromLog(t *testing.T) {
	w := measured(t, recordtest.Drill{Rate: 10, Baseline: 1, Fault: 2, Recovery: 1,
		Request: func(_ *rand.Rand, phase string, s *record.Sample) {
			if phase == record.PhaseFault {
				recordtest.Break(s, record.ClassTimeout, 1000)
				if s.Seq != 12 {
					s.RequestID = ""
				}
			}
		},
		Logs: []record.LogLine{
			{Seq: 10, Service: "postgres", By: record.ByTime, Line: `{"request_id":"another"}`},
			{Seq: 10, Service: "nginx", By: record.ByID, Line: `{"request_id":"abc","status":499}`},
			{Seq: 12, Service: "nginx", By: record.ByID, Line: `{"request_id":"abc","status":499}`},
		},
	}.Write(t))
	for i, want := range []string{"abc", "", "0000000c"} {
		if got := w.Examples[i]; got.Seq != uint64(10+i) || got.RequestID != want {
			t.Errorf("request %d is %q, want %q", got.Seq, got.RequestID, want)
		}
	}
}
