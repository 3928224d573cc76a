package main

import (
	"bufio"
	"bytes"
	"flag"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"firedrill/chaos"
	"firedrill/chaos/catalogue"
	"firedrill/chaos/conformance"
	"firedrill/chaos/manual"
	"firedrill/internal/labtest"
)

var recordKilled = flag.Bool("record", false, "write what was measured to where docs/faults.md takes it from")

// TestAKilledControllerLeavesNoKindOfFault kills "firedrill inject" while a fault acts on a lab that is kept, once for
// each kind of the catalogue that FIREDRILL_TEST_KINDS matches, and looks whether the fault is gone and the lab as it was.
func TestAKilledControllerLeavesNoKindOfFault(t *testing.T) {
	chosen := regexp.MustCompile(os.Getenv("FIREDRILL_TEST_KINDS"))
	if os.Getenv("FIREDRILL_TEST_KINDS") == "" {
		chosen = regexp.MustCompile(`^(container\.pause|net\.delay|postgres\.lock)$`)
	}
	labtest.Beside(t, labtest.Light)
	r := newRig(t)
	plain, whole := keptLab{r, labtest.Name("plain")}, keptLab{r, labtest.Name("whole")}
	r.file("labs.yaml", "labs:\n  "+plain.name+": {extends: fragile}\n  "+whole.name+": {extends: ha, services: {postgres: {disk: 192MiB}}}\n")
	measured := map[string]manual.Killed{}
	for _, lab := range []keptLab{plain, whole} {
		lab.killEach(slices.DeleteFunc(conformance.Orders(catalogue.All()), func(o chaos.Order) bool {
			return !chosen.MatchString(o.Kind) || asksOfLab(t, o.Kind) != (lab == whole)
		}), measured)
	}
	if *recordKilled {
		writeKilled(t, measured)
	}
}

// asksOfLab says whether a kind needs something that not every lab has.
func asksOfLab(t *testing.T, kind string) bool {
	t.Helper()
	k, err := catalogue.All().Kind(kind)
	if err != nil {
		t.Fatal(err)
	}
	return slices.ContainsFunc(k.Needs, func(n chaos.Need) bool { return strings.HasPrefix(string(n), "lab:") })
}

// keptLab is a lab that stays up while controllers are killed.
type keptLab struct {
	*rig
	name string
}

// killEach does so for each of some kinds, and notes what it measured.
func (r keptLab) killEach(orders []chaos.Order, measured map[string]manual.Killed) {
	if len(orders) == 0 {
		return
	}
	r.must(exitPass, "up", r.name)
	r.t.Cleanup(func() { r.call("down", r.name, "--force") })
	for _, o := range orders {
		var row manual.Killed
		if r.t.Run(o.Kind, func(t *testing.T) { row = keptLab{r.in(t), r.name}.killedAt(o) }) {
			measured[o.Kind] = row
			continue
		}
		r.call("down", r.name, "--force") // the next kind begins with a lab in which all is well
		r.must(exitPass, "up", r.name)
	}
}

// killedAt injects a fault, kills the process that did, and says what became of it.
func (r keptLab) killedAt(o chaos.Order) manual.Killed {
	r.t.Helper()
	before := r.members()
	open := r.openRuns()
	cmd := r.proven(o)
	run := r.newRun(r.t, open)
	if err := cmd.Process.Kill(); err != nil {
		r.t.Fatal(err)
	}
	killed := time.Now()
	_ = cmd.Wait() // it was killed, and says so
	entry, gone := r.undone(run, killed)
	row := manual.Killed{Kind: o.Kind, By: undoer(r.t, o.Kind), Seconds: gone.Sub(killed).Seconds()}
	saw := r.lookFor(entry)
	if row.Saw = saw.Saw; !saw.OK {
		r.t.Errorf("after its undoing another process sees: %s", saw.Saw)
	}
	if after := r.members(); !maps.Equal(before, after) {
		r.t.Errorf("the lab was %v, and is %v", before, after)
	}
	if left := r.left(run); len(left) > 0 {
		r.t.Errorf("left: %q", left)
	}
	r.t.Logf("undone by %s in %.1f s; seen: %s", row.By, row.Seconds, row.Saw)
	return row
}

// proven starts the injection of a fault, and returns when it has printed that the fault is proven.
func (r keptLab) proven(o chaos.Order) *exec.Cmd {
	r.t.Helper()
	args := []string{"inject", o.Kind, "--on", o.On, "--for", "90s", "--lab", r.name}
	for _, name := range slices.Sorted(maps.Keys(o.Params)) {
		args = append(args, "--set", name+"="+o.Params[name])
	}
	cmd := r.command(args...)
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		r.t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		r.t.Fatal(err)
	}
	bound := time.AfterFunc(2*time.Minute, func() { cmd.Process.Kill() })
	defer bound.Stop()
	var said strings.Builder
	for lines := bufio.NewScanner(out); lines.Scan(); {
		fmt.Fprintln(&said, lines.Text())
		if strings.HasPrefix(lines.Text(), "  effect     yes") && !strings.Contains(said.String(), " NO ") {
			r.t.Log(said.String())
			return cmd
		}
	}
	_ = cmd.Wait() // what it says tells more than its exit code
	r.t.Fatalf("firedrill %s does not prove the fault:\n%s%s", strings.Join(args, " "), said.String(), stderr.String())
	return nil
}
