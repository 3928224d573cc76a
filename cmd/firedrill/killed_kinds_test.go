package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"firedrill/chaos"
	"firedrill/chaos/conformance"
	"firedrill/internal/labtest"
	"firedrill/internal/record"
	"firedrill/stack"
)

var recordKilled = flag.Bool("record", false, "write what was measured to where docs/faults.md takes it from")

// TestAKilledControllerLeavesNoKindOfFault kills "firedrill inject" while a fault acts on a lab that is kept, once for
// each kind of the catalogue that FIREDRILL_TEST_KINDS matches, and looks whether the fault is gone and the lab as it was.
func TestAKilledControllerLeavesNoKindOfFault(t *testing.T) {
	chosen := regexp.MustCompile(os.Getenv("FIREDRILL_TEST_KINDS"))
	if os.Getenv("FIREDRILL_TEST_KINDS") == "" {
		chosen = regexp.MustCompile(`^(container\.pause|net\.delay|postgres\.lock)$`)
	}
	r := newRig(t)
	r.must(exitPass, "up", r.fragile)
	t.Cleanup(func() { r.call("down", r.fragile) })
	measured := map[string]chaos.Killed{}
	for _, o := range conformance.Orders(chaos.Catalogue()) {
		if chosen.MatchString(o.Kind) {
			well := t.Run(o.Kind, func(t *testing.T) { measured[o.Kind] = r.in(t).killedAt(o) })
			if !well { // the next kind begins with a lab in which all is well
				delete(measured, o.Kind)
				r.call("down", r.fragile)
				r.must(exitPass, "up", r.fragile)
			}
		}
	}
	if *recordKilled {
		writeKilled(t, measured)
	}
}

// killedAt injects a fault, kills the process that did, and says what became of it.
func (r *rig) killedAt(o chaos.Order) chaos.Killed {
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
	row := chaos.Killed{Kind: o.Kind, By: undoer(r.t, o.Kind), Seconds: gone.Sub(killed).Seconds()}
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
func (r *rig) proven(o chaos.Order) *exec.Cmd {
	r.t.Helper()
	args := []string{"inject", o.Kind, "--on", o.On, "--for", "90s", "--lab", r.fragile}
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

// openRuns are the runs that are noted as open.
func (r *rig) openRuns() map[string]bool {
	r.t.Helper()
	links, err := filepath.Glob(filepath.Join(r.dir, "state", "open", "*"))
	if err != nil {
		r.t.Fatal(err)
	}
	open := map[string]bool{}
	for _, l := range links {
		open[filepath.Base(l)] = true
	}
	return open
}

// journalLine is what this test reads of a journal.
type journalLine struct {
	At    time.Time    `json:"at"`
	Did   string       `json:"did"`
	Fault *chaos.Entry `json:"fault"`
	OK    *bool        `json:"ok"`
}

// undone waits for a run's journal to be closed, and returns the fault that stands in it and when it was seen to be gone.
func (r *rig) undone(run string, killed time.Time) (entry chaos.Entry, gone time.Time) {
	r.t.Helper()
	for {
		journal := r.read("state", "journals", run+".jsonl")
		last := ""
		for text := range bytes.Lines(journal) {
			var l journalLine
			if json.Unmarshal(text, &l) != nil {
				break // it is being written
			}
			if last = l.Did; l.Fault != nil {
				entry = *l.Fault
			}
			if l.Did == "gone" && l.OK != nil && *l.OK {
				gone = l.At
			}
		}
		if last == "closed" && !gone.IsZero() {
			return entry, gone
		}
		if time.Since(killed) > graceAfterKill {
			r.t.Fatalf("%s after the kill the journal is:\n%s", graceAfterKill, journal)
		}
		time.Sleep(50 * time.Millisecond)
	}
}

// lookFor has a process that knows nothing but the journal's entry look for a fault's absence.
func (r *rig) lookFor(e chaos.Entry) (saw record.Check) {
	r.t.Helper()
	ctx := r.t.Context()
	fault, problems := chaos.Catalogue().Decode(e.Kind, e.On, e.Params)
	if len(problems) > 0 {
		r.t.Fatalf("%q", problems)
	}
	lab, err := stack.Find(ctx, r.engine, r.fragile)
	if err != nil {
		r.t.Fatal(err)
	}
	run := r.fragile + "-look"
	if err := lab.Join(ctx, stack.JoinRequest{Run: run, Self: labtest.Images(r.t, r.engine, labtest.Lab(1)).Self}); err != nil {
		r.t.Fatal(err)
	}
	saw = fault.Gone(ctx, lab, e.Undo)
	if err := lab.Release(); err != nil {
		r.t.Error(err)
	}
	if err := stack.Remove(ctx, r.engine, stack.LabelRun+"="+run); err != nil {
		r.t.Error(err)
	}
	return saw
}

// members are the containers of the lab's services, and how each stands; agents come and go.
func (r *rig) members() map[string]string {
	r.t.Helper()
	all, err := r.engine.List(r.t.Context(), stack.LabelLab+"="+r.fragile)
	if err != nil {
		r.t.Fatal(err)
	}
	found := map[string]string{}
	for _, c := range all {
		if s := c.Labels[stack.LabelService]; s == stack.Client || s == stack.Packet {
			continue
		}
		s, err := r.engine.Inspect(r.t.Context(), c.ID)
		if err != nil {
			r.t.Fatal(err)
		}
		found[c.Name] = s.Status
	}
	return found
}

// undoer says who takes a kind back when its controller is dead.
func undoer(t *testing.T, kind string) string {
	t.Helper()
	k, err := chaos.Catalogue().Kind(kind)
	if err != nil {
		t.Fatal(err)
	}
	if k.Held {
		return "its agent, which ends with its controller"
	}
	return "the watchdog"
}

// killedRecord is where docs/faults.md takes the measurements from.
var killedRecord = filepath.Join("..", "..", "chaos", "testdata", "killed.jsonl")

// writeKilled adds what was measured to what was before.
func writeKilled(t *testing.T, measured map[string]chaos.Killed) {
	t.Helper()
	f, err := os.Open(killedRecord)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	all, err := chaos.ReadKilled(f)
	if err != nil {
		t.Fatal(err)
	}
	rows := map[string]chaos.Killed{}
	for _, row := range all {
		rows[row.Kind] = row
	}
	maps.Copy(rows, measured)
	var b bytes.Buffer
	for _, kind := range slices.Sorted(maps.Keys(rows)) {
		if err := json.NewEncoder(&b).Encode(rows[kind]); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.WriteFile(killedRecord, b.Bytes(), 0o644); err != nil {
		t.Fatal(err)
	}
}
