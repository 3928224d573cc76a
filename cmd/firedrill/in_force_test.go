package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"firedrill/chaos"
	"firedrill/internal/drill"
	"firedrill/internal/labs"
	"firedrill/internal/labtest"
	"firedrill/stack"
)

// TestInject_FaultsOfALabAcrossProcesses walks one lab through what several processes may do to it.
func TestInject_FaultsOfALabAcrossProcesses(t *testing.T) {
	labtest.Beside(t, labtest.Light)
	r := newRig(t)
	r.must(exitPass, "up", r.fragile)
	t.Cleanup(func() { r.call("down", r.fragile) })
	lab := keptLab{r, r.fragile}
	limit := []string{"inject", "cpu.limit", "--on", "shop-1", "--lab", r.fragile, "--set", "cpus=0.05"}

	t.Run("a second fault on one setting is refused while another process holds the first", func(t *testing.T) { keptLab{r.in(t), r.fragile}.heldByAnother(limit) })
	t.Run("a fault whose revert failed stays noted until it is gone", func(t *testing.T) { keptLab{r.in(t), r.fragile}.failedRevert() })
	t.Run("a secret stays out of the journal", func(t *testing.T) { keptLab{r.in(t), r.fragile}.secretValue() })

	// The last fault is left in force, and its lab removed: the next lab of that name has nothing of it.
	r.must(exitPass, limit...)
	r.must(exitUsage, "run", "start", "--reuse", "--lab", r.fragile)
	orphan := lab.onlyJournal()
	r.must(exitPass, "down", r.fragile)
	if open := r.openRuns(); len(open) != 0 {
		t.Errorf("after down these runs are still noted: %v", open)
	}
	r.file("labs.yaml", "labs:\n  "+r.fragile+": {extends: fragile, services: {shop: {cpus: 0.5}}}\n")
	r.must(exitPass, "up", r.fragile)
	lab.reopen(orphan)
	if did := r.cleaned(runOf(orphan)); len(did) != 1 || did[0].Did != "undone" {
		t.Errorf("clean did %+v", did)
	}
	if got := lab.limits("shop-1"); got.CPUs != 0.5 {
		t.Errorf("clean applied the undo of an earlier lab: %s", got)
	}
}

// heldByAnother has one process hold a fault, and asks others to inject, to revert and to show it.
func (r keptLab) heldByAnother(limit []string) {
	before := r.limits("shop-1")
	holder := r.proven(chaos.Order{Kind: "cpu.limit", On: "shop-1", Params: map[string]string{"cpus": "0.05"}})
	if s := r.must(exitUsage, limit...); !strings.Contains(s.stderr, `fault "cpu.limit" on "shop-1" is in force already (run `) || !strings.Contains(s.stderr, "hint: ") {
		r.t.Errorf("the second is refused with:\n%s", s.stderr)
	}
	if s := r.must(exitInternal, "revert", "--lab", r.name); !strings.Contains(s.stderr, "is held by process ") || !strings.Contains(s.stderr, "which reverts it at ") || strings.Contains(s.stdout, "no fault") {
		r.t.Errorf("revert says:\n%s%s", s.stdout, s.stderr)
	}
	if faults := r.inForce(); len(faults) != 1 || faults[0].PID != holder.Process.Pid || faults[0].Until == nil {
		r.t.Errorf("status shows %+v, want one held by process %d", faults, holder.Process.Pid)
	}
	if err := holder.Process.Signal(os.Interrupt); err != nil {
		r.t.Fatal(err)
	}
	_ = holder.Wait() // its exit code says that it was interrupted
	if after := r.limits("shop-1"); after != before {
		r.t.Errorf("the limits were %s and are %s", before, after)
	}
	if faults := r.inForce(); len(faults) != 0 {
		r.t.Errorf("status still shows %+v", faults)
	}
}

// failedRevert takes away what a revert needs, and brings it back later.
func (r keptLab) failedRevert() {
	r.must(exitPass, "inject", "container.stop", "--on", "redis", "--lab", r.name)
	name := stack.ContainerName(r.name, stack.Redis)
	if err := r.engine.Rename(r.t.Context(), name, name+"-away"); err != nil {
		r.t.Fatal(err)
	}
	if s := r.must(exitInternal, "revert", "--lab", r.name); !strings.Contains(s.stderr, "it stays noted") {
		r.t.Errorf("revert says:\n%s%s", s.stdout, s.stderr)
	}
	if faults := r.inForce(); len(faults) != 1 || faults[0].State != drill.StateRevertFailed || faults[0].Why == "" {
		r.t.Errorf("status shows %+v", faults)
	}
	if err := r.engine.Rename(r.t.Context(), name+"-away", name); err != nil {
		r.t.Fatal(err)
	}
	r.must(exitPass, "revert", "--lab", r.name)
	if faults := r.inForce(); len(faults) != 0 {
		r.t.Errorf("after it is gone status shows %+v", faults)
	}
}

// secretValue changes a password and looks for it in all that is kept.
func (r keptLab) secretValue() {
	r.must(exitPass, "inject", "env.set", "--on", "shop-1", "--set", "name=DB_PASSWORD", "--set", "value=swordfish", "--lab", r.name)
	err := filepath.WalkDir(filepath.Join(r.dir, "state"), func(path string, d os.DirEntry, err error) error {
		if err != nil || !d.Type().IsRegular() {
			return err
		}
		text, err := os.ReadFile(path)
		if strings.Contains(string(text), "swordfish") {
			r.t.Errorf("%s holds the value", path)
		}
		return err
	})
	if err != nil {
		r.t.Error(err)
	}
	r.must(exitPass, "revert", "--lab", r.name)
}

// inForce are the faults of the lab that status shows.
func (r keptLab) inForce() []drill.InForce {
	r.t.Helper()
	var answer labs.Status
	if err := json.Unmarshal([]byte(r.must(exitPass, "status", "--lab", r.name, "--json").stdout), &answer); err != nil {
		r.t.Fatal(err)
	}
	return answer.Faults
}

func (r keptLab) limits(service string) chaos.Limits {
	r.t.Helper()
	b, err := r.engine.Bounds(r.t.Context(), stack.ContainerName(r.name, service))
	if err != nil {
		r.t.Fatal(err)
	}
	return chaos.Limits{CPUs: b.CPUs, Memory: b.Memory, Pids: b.Pids}
}

// onlyJournal is a copy of the journal of the only open run: path and text.
func (r keptLab) onlyJournal() (kept [2]string) {
	r.t.Helper()
	for run := range r.openRuns() {
		kept = [2]string{filepath.Join("state", "journals", run+".jsonl"), ""}
		kept[1] = string(r.read(kept[0]))
	}
	if kept[1] == "" {
		r.t.Fatal("no run is open")
	}
	return kept
}

func runOf(journal [2]string) string { return strings.TrimSuffix(filepath.Base(journal[0]), ".jsonl") }

// reopen puts a journal back as it was before its lab was removed, as if that had been done by hand.
func (r keptLab) reopen(journal [2]string) {
	r.t.Helper()
	r.file(journal[0], journal[1])
	link := filepath.Join(r.dir, "state", "open", runOf(journal))
	if err := os.Symlink(filepath.Join(r.dir, journal[0]), link); err != nil {
		r.t.Fatal(err)
	}
}
