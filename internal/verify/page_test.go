package verify_test

import (
	"strings"
	"testing"
	"time"

	"firedrill/internal/verify"
	"firedrill/scenarios"
)

func TestThePageSaysWhatEachPassGave(t *testing.T) {
	b := verify.Loose()
	failed := 0.25
	if err := b.Add("x", "k", verify.Pass{At: time.Date(2026, 1, 2, 3, 4, 0, 0, time.UTC), Findings: []verify.Finding{
		{Check: verify.Shows, OK: true, Saw: "a | b", Failed: &failed, Hop: "cache"}, {Check: verify.Fixed, Saw: "not well"}}}); err != nil {
		t.Fatal(err)
	}
	y := incident()
	y.Name, y.Hop = "y", "database"
	x := incident()
	x.Hop = "cache"
	var page strings.Builder
	if err := verify.Page(&page, []*scenarios.Scenario{x, y}, b); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"| cache | [x](#x) |\n| database | [y](#y) |", "| 2026-01-02 03:04 | shows | holds | 25.0% |  |  | cache | a / b |",
		"| 2026-01-02 03:04 | fixed | **does not hold** |", "Not verified yet."} {
		if !strings.Contains(page.String(), want) {
			t.Errorf("the page lacks %q:\n%s", want, page.String())
		}
	}
}
