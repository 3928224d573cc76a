package chaos

import (
	"slices"
	"testing"
)

func TestLockName(t *testing.T) {
	for mode, want := range map[string]string{"share": "ShareLock", "access-exclusive": "AccessExclusiveLock", "share-row-exclusive": "ShareRowExclusiveLock"} {
		if got := lockName(mode); got != want {
			t.Errorf("%s: got %s", mode, got)
		}
	}
}

func TestStrangersAreTheClientsThatAreNotOurs(t *testing.T) {
	list := "id=3 addr=10.0.0.1:5 name= age=1\nid=4 addr=10.0.0.2:6 name=monitor age=1\nid=5 addr=x name=job_ab age=0\nid=12 addr=y name=other age=0\n"
	if got := strangers(list); !slices.Equal(got, []string{"3", "12"}) {
		t.Errorf("got %q", got)
	}
}

func TestACanaryFitsItsPattern(t *testing.T) {
	for pattern, want := range map[string]string{"product:*": "product:T", "*": "T", "a?b*c*": "axbTc"} {
		if got := (&redisExpire{Pattern: pattern}).canary(storeUndo{Tag: "T"}); got != want {
			t.Errorf("%s: got %s", pattern, got)
		}
	}
}

func TestUsedMemory(t *testing.T) {
	for info, want := range map[string]int{"# Memory\r\nused_memory:1234567\r\nused_memory_human:1M\r\n": 1234567, "": 0, "used_memory:x": 0} {
		if got := usedMemory(info); got != want {
			t.Errorf("%q: got %d", info, got)
		}
	}
}

func TestASequenceNeverGoesBack(t *testing.T) {
	u := storeUndo{Was: map[string]string{"last": "50000", "max": "900", "table": "orders", "column": "id"}}
	want := "SELECT setval('s', least(900 - 1, 100 + greatest(50000, (SELECT coalesce(max(id), 1) FROM orders))), true)\n\t\t\tFROM s WHERE last_value >= 900"
	if got := (&postgresSequence{Sequence: "s"}).deed(u).undo; len(got) != 1 || got[0] != want {
		t.Errorf("got %q", got)
	}
}
