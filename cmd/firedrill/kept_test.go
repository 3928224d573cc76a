package main

import (
	"encoding/json"
	"strings"
	"testing"

	"firedrill/internal/labs"
	"firedrill/internal/labtest"
)

// TestALabThatIsKept goes through up, status, logs, inject, revert and down.
func TestALabThatIsKept(t *testing.T) {
	labtest.Beside(t, labtest.Light)
	r := newRig(t)
	up := r.must(exitPass, "up", r.hardened, "--json")
	t.Cleanup(func() { r.call("down", r.hardened) })
	var answer labs.Started
	if err := json.Unmarshal([]byte(up.stdout), &answer); err != nil {
		t.Fatalf("up --json: %v\n%s", err, up.stdout)
	}
	if again := r.must(exitUsage, "up", r.hardened); !strings.Contains(again.stderr, "is up already") {
		t.Errorf("a second up says %q", again.stderr)
	}
	if did := r.cleaned(answer.Run); len(did) > 0 {
		t.Errorf("clean touched a lab that was left up on purpose: %+v", did)
	}
	held := r.must(exitPass, "inject", "container.pause", "--on", "redis", "--for", "1s", "--lab", r.hardened)
	for _, want := range []string{"mechanism  yes  paused", "effect     yes  probe failed: timeout", "gone       yes  running"} {
		if !strings.Contains(held.stdout, want) {
			t.Errorf("inject --for says no %q:\n%s", want, held.stdout)
		}
	}
	r.must(exitPass, "inject", "env.set", "--on", "shop", "--set", "name=DB_POOL", "--set", "value=3", "--lab", r.hardened)
	if status := r.must(exitPass, "status"); !strings.Contains(status.stdout, "in force: env.set on shop-1") {
		t.Errorf("status does not tell of the fault:\n%s", status.stdout)
	}
	if back := r.must(exitPass, "revert", "--lab", r.hardened); !strings.Contains(back.stdout, "gone       yes") {
		t.Errorf("revert says:\n%s", back.stdout)
	}
	if status := r.must(exitPass, "status"); strings.Contains(status.stdout, "in force") {
		t.Errorf("status tells of a fault that was taken back:\n%s", status.stdout)
	}
	if logs := r.must(exitPass, "logs", "shop", "--lab", r.hardened, "-n", "3"); !strings.Contains(logs.stdout, `"replica":"shop-1"`) {
		t.Errorf("logs says:\n%s", logs.stdout)
	}
	r.must(exitPass, "down", r.hardened)
	if left := r.left(answer.Run); len(left) > 0 {
		t.Errorf("left: %q", left)
	}
}
