package postgres

import (
	"testing"

	"firedrill/chaos/store"
)

func TestLockName(t *testing.T) {
	for mode, want := range map[string]string{"share": "ShareLock", "access-exclusive": "AccessExclusiveLock", "share-row-exclusive": "ShareRowExclusiveLock"} {
		if got := lockName(mode); got != want {
			t.Errorf("%s: got %s", mode, got)
		}
	}
}

func TestSequence_NeverGoesBack(t *testing.T) {
	u := store.Undo{Was: map[string]string{"last": "50000", "max": "900", "table": "orders", "column": "id"}}
	want := "SELECT setval('s', least(900 - 1, 100 + greatest(50000, (SELECT coalesce(max(id), 1) FROM orders))), true)\n\t\t\tFROM s WHERE last_value >= 900"
	if got := (&sequence{Sequence: "s"}).damage(u).undo; len(got) != 1 || got[0] != want {
		t.Errorf("got %q", got)
	}
}
