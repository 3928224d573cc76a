package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"firedrill/internal/engine/enginetest"
	"firedrill/internal/grade"
	"firedrill/internal/labtest"
	"firedrill/internal/record"
)

// failingFaults are ways to hurt the database of a drill that fragile must fail: each makes other calls to the engine.
var failingFaults = []string{
	"container.stop: {on: postgres}",
	"container.pause: {on: postgres}",
	"container.kill: {on: postgres}",
	"container.disconnect: {on: postgres}",
	"container.remove: {on: postgres}",
	"env.set: {on: shop-1, name: DB_HOST, value: nowhere}",
}

// TestRun_EndsRightOnAnEngineThatFails runs drills through a proxy that fails one call in twenty. Each ends with the
// right verdict, or is invalid with the engine as its reason, and leaves nothing. FIREDRILL_TEST_ENGINE says how many
// drills each kind of failure gets.
func TestRun_EndsRightOnAnEngineThatFails(t *testing.T) {
	t.Parallel()
	for name, fails := range map[string]enginetest.Fails{
		"answered with 500": {Every: 20},
		"answer lost":       {Every: 20, Lose: true},
	} {
		t.Run(name, func(t *testing.T) {
			labtest.Beside(t, labtest.Light)
			r := newRig(t)
			host, proxy := enginetest.StartProxy(t, r.engine.Host(), fails)
			r.environ = []string{"DOCKER_HOST=" + host}
			for n := range times(t, "FIREDRILL_TEST_ENGINE", 1) {
				file := fmt.Sprintf("fails-%d.yaml", n)
				r.file(file, short+"faults:\n  - "+failingFaults[n%len(failingFaults)]+"\nobjectives:\n  - fault: failed <= 5%\n    key: true\n"+shortTail)
				before := len(proxy.Failed())
				r.endsRight(file)
				failed := len(proxy.Failed()) - before
				t.Logf("%s: %d calls failed", failingFaults[n%len(failingFaults)], failed)
				if failed == 0 {
					t.Error("no call failed: the drill shows nothing")
				}
			}
		})
	}
}

// endsRight runs a drill that must fail, and looks at what it says and leaves.
func (r *rig) endsRight(file string) {
	r.t.Helper()
	had := map[string]bool{}
	if _, err := os.Stat(filepath.Join(r.dir, "runs")); err == nil {
		for _, run := range r.runs() {
			had[run] = true
		}
	}
	s := r.call("run", "./"+file, "--lab", r.fragile)
	var run string
	for _, name := range r.runs() {
		if had[name] {
			continue
		}
		run = name
		if left := r.left(run); len(left) > 0 {
			r.t.Errorf("run %s left %q\n%s", run, left, s.stderr)
		}
		if journal := string(r.read("runs", run, "journal.jsonl")); !strings.Contains(journal, `"did":"repeated"`) {
			r.t.Errorf("the journal of run %s does not tell of the calls that failed", run)
		}
	}
	if open, err := filepath.Glob(filepath.Join(r.dir, "state", "open", "*")); err != nil || len(open) > 0 {
		r.t.Errorf("runs are open: %q %v", open, err)
	}
	said := s.stdout + s.stderr
	switch s.code {
	case verdictCode(grade.Fail):
	case exitUnclear:
		if res := r.resultOf(run); !res.Code.Busy() && res.Code != record.CodeEngineFailed && !r.busy(run) {
			r.t.Errorf("the drill is invalid, and its reason is neither the engine nor the machine: %s: %s", res.Code, res.Reason)
		}
		r.t.Logf("invalid: %s", said)
	default:
		r.t.Errorf("exit %d, want %d\n%s", s.code, verdictCode(grade.Fail), said)
	}
	if !strings.Contains(s.stderr, "failed calls were repeated") {
		r.t.Errorf("the calls that were repeated are not told of:\n%s", s.stderr)
	}
}
