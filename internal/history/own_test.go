package history

import (
	"bytes"
	"testing"
	"time"
)

func TestOwnOf_ListsRoundsOverTimeAndDrillsNotPlayed(t *testing.T) {
	day := func(n int) time.Time { return time.Date(2026, 1, n, 10, 0, 0, 0, time.UTC) }
	all := []Round{
		{Run: "r3", Started: day(3), Responder: "ann", Scenario: "db-lock", Seed: 3, Void: "machine"},
		{Run: "r2", Started: day(2), Responder: "ben", Scenario: "dns-down", Seed: 2, Total: 50},
		{Run: "r1", Started: day(1), Responder: "ann", Scenario: "redis-frozen", Seed: 1, Total: 75},
	}
	own := OwnOf(all, "ann", []string{"db-lock", "dns-down", "redis-frozen"})
	var b bytes.Buffer
	if err := own.Text(&b); err != nil {
		t.Fatal(err)
	}
	want := "STARTED           SCENARIO      SEED  POINTS         RUN\n" +
		"2026-01-01 10:00  redis-frozen  1     75             r1\n" +
		"2026-01-03 10:00  db-lock       3     void: machine  r3\n" +
		"\nnot played yet (2): db-lock, dns-down\n"
	if b.String() != want {
		t.Errorf("got\n%swant\n%s", b.String(), want)
	}
	if none := OwnOf(all, "carl", nil); none.Rounds == nil || none.Unseen == nil || len(none.Rounds) > 0 {
		t.Errorf("of nobody: %+v", none)
	}
}
