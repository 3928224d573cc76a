package grade

import (
	"math/rand/v2"
	"strings"
	"testing"

	"firedrill/internal/record"
	"firedrill/internal/record/recordtest"
	"firedrill/internal/topology"
	"firedrill/scenarios"
)

func TestSignature_IsJudgedOnItsOwnLabAndDoesNotCount(t *testing.T) {
	objectives := parse(t, "fault: failed <= 90%")
	half := func(_ *rand.Rand, phase string, s *record.Sample) {
		if phase == record.PhaseFault && s.Seq%2 == 0 {
			recordtest.Break(s, record.ClassHTTP5App, 900)
			s.FailedAt = topology.HopDatabase
		}
	}
	never := without(isStep(record.StepInjected))
	tests := map[string]struct {
		promise []string
		lab     string
		events  func([]record.Event) []record.Event
		want    Verdict
		why     string
	}{
		"kept":        {[]string{"fault: failed in 40%..60%", "fault: hop = database"}, "fragile", nil, Pass, "showed what the scenario promises"},
		"other hop":   {[]string{"fault: failed in 40%..60%", "fault: hop = cache"}, "fragile", nil, Fail, "did not show what the scenario promises: fault: hop = cache: 1,200 of 1,200 failed requests"},
		"at the edge": {[]string{"fault: failed in 20%..50%", "fault: hop = database"}, "fragile", nil, Inconclusive, "too close to tell"},
		"unmeasured":  {[]string{"fault: hop = database", "warmup: failed <= 1%"}, "fragile", nil, Invalid, "could not be measured: warmup: failed <= 1%"},
		"invalid":     {[]string{"fault: hop = database"}, "fragile", never, Invalid, "the drill is invalid"},
		"other lab":   {[]string{"fault: hop = cache"}, "hardened", nil, "", ""},
		"none":        {nil, "fragile", nil, "", ""},
	}
	for name, test := range tests {
		sc := &scenarios.Scenario{Lab: "fragile", Objectives: objectives, Signature: parse(t, test.promise...), Load: scenarios.Load{Rate: 200}}
		w := measure(t, recordtest.Drill{Request: half, Events: test.events}, append(parse(t, test.promise...), objectives...))
		r := Grade(record.Header{Schema: record.Schema, Run: "r", Start: recordtest.Start, Lab: test.lab}, w, sc)
		if test.want == "" {
			if r.Signature != nil {
				t.Errorf("%s: %+v", name, r.Signature)
			}
			continue
		}
		if s := r.Signature; s == nil || s.Verdict != test.want || !strings.Contains(s.Reason, test.why) || len(s.Lines) != len(test.promise) {
			t.Errorf("%s: %+v", name, r.Signature)
		}
		if test.events == nil && (r.Verdict != Pass || *r.Score != 100) {
			t.Errorf("%s: the signature counts: %s, %v", name, r.Verdict, *r.Score)
		}
	}
}

func TestSignature_Busy(t *testing.T) {
	var none *Signature
	lines := func(codes ...record.Code) *Signature {
		s := &Signature{}
		for _, c := range codes {
			s.Lines = append(s.Lines, SignatureLine{Verdict: Invalid, code: c})
		}
		return s
	}
	for name, tt := range map[string]struct {
		s    *Signature
		want bool
	}{
		"no signature": {none, false},
		"busy":         {lines("", record.CodeMachineBusy), true},
		"not measured": {lines(record.CodeNotMeasured), false},
	} {
		if got := tt.s.Busy(); got != tt.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}
