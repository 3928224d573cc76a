package verify_test

import (
	"strings"
	"testing"
	"time"

	"firedrill/internal/verify"
	"firedrill/scenarios"
)

func TestPage_ShowsFindingsOfEachPass(t *testing.T) {
	b := open(t, "")
	failed, points, at := 0.25, 40, time.Date(2026, 1, 2, 3, 4, 0, 0, time.UTC)
	if err := b.Add("x", verify.Finding{Check: verify.Shows, OK: true, Saw: "a | b", Failed: &failed, Hop: "cache", Key: "k", At: at},
		verify.Finding{Check: verify.Repeats, OK: true, Hop: "cache", Key: "k", At: at},
		verify.Finding{Check: verify.Fixed, Saw: "not well", Points: &points, Key: "k", At: at}, verify.Finding{Check: verify.Restart, OK: true, Key: "old", At: at}); err != nil {
		t.Fatal(err)
	}
	y := incident()
	y.Name, y.Hop = "y", "database"
	x := incident()
	x.Hop = "cache"
	now := verify.Expected{"x": {verify.Shows: "k", verify.Repeats: "k", verify.Fixed: "k", verify.Restart: "k"}, "y": {verify.Shows: "k"}}
	var page strings.Builder
	if err := verify.Page(&page, []*scenarios.Scenario{x, y}, b, now); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"| cache | [x](#x) |\n| database | [y](#y) |", "| 2026-01-02 03:04 | shows | holds | 25.0% |  |  |  | cache | a / b |",
		"| 2026-01-02 03:04 | fixed | **does not hold** |  |  |  | 40 |  | not well |", "| 2026-01-02 03:04 | restart | of an older form |",
		"0 of 2 drills hold what they promise, and 1 were run at least twice with the verdict promised. In 2 of these 2 runs", "Not verified yet."} {
		if !strings.Contains(page.String(), want) {
			t.Errorf("the page lacks %q:\n%s", want, page.String())
		}
	}
}
