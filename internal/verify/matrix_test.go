package verify_test

import (
	"testing"

	"firedrill/internal/grade"
	"firedrill/internal/verify"
	"firedrill/scenarios"
)

func TestHopMatrix_CountsValidDrillsOnly(t *testing.T) {
	b := open(t, "")
	err := b.Add("x", verify.Finding{Check: verify.Shows, Verdict: grade.Fail, Hop: "cache", Key: "k"},
		verify.Finding{Check: verify.Shows, Verdict: grade.Fail, Hop: "app", Key: "k"},
		verify.Finding{Check: verify.Shows, Verdict: grade.Invalid, Hop: "dns", Key: "k"},
		verify.Finding{Check: verify.Repeats, Verdict: grade.Pass, Hop: "unknown", Key: "k"},
		verify.Finding{Check: verify.Quiet, Verdict: grade.Pass, Hop: "none", Key: "k"})
	if err != nil {
		t.Fatal(err)
	}
	x := incident()
	x.Hop = "cache"
	m := verify.HopMatrix([]*scenarios.Scenario{x}, b)
	if m.Runs != 3 || m.Right != 1 || m.Unknown != 1 || m.Wrong() != 1 {
		t.Errorf("%+v", m)
	}
	want := "3 valid drills: 1 at their own hop (33.3 %), 1 unknown, 1 at another.\n\n" +
		"| drill acts at | app | cache | unknown |\n|---|---|---|---|\n| cache | 1 | **1** | 1 |\n"
	if got := m.Markdown(); got != want {
		t.Errorf("got\n%swant\n%s", got, want)
	}
	none := verify.HopMatrix(nil, b)
	if none.Markdown() != "No drills yet.\n" {
		t.Error(none.Markdown())
	}
}
