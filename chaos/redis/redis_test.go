package redis

import (
	"slices"
	"testing"

	"firedrill/chaos/store"
)

func TestStrangers(t *testing.T) {
	list := "id=3 addr=10.0.0.1:5 name= age=1\nid=4 addr=10.0.0.2:6 name=monitor age=1\nid=5 addr=x name=job_ab age=0\nid=12 addr=y name=other age=0\n"
	if got := strangers(list); !slices.Equal(got, []string{"3", "12"}) {
		t.Errorf("got %q", got)
	}
}

func TestExpire_CanaryFitsThePattern(t *testing.T) {
	for pattern, want := range map[string]string{"product:*": "product:T", "*": "T", "a?b*c*": "axbTc"} {
		if got := (&expire{Pattern: pattern}).canary(store.Undo{Tag: "T"}); got != want {
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
