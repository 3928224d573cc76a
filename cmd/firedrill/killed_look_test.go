package main

import (
	"bytes"
	"encoding/json"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"firedrill/chaos"
	"firedrill/chaos/catalogue"
	"firedrill/chaos/manual"
	"firedrill/internal/jsonl"
	"firedrill/internal/labtest"
	"firedrill/internal/record"
	"firedrill/stack"
)

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

// undoneBound is how long a busy machine may take to put a run back. "make proof-kill" measures how long it takes.
const undoneBound = 2 * time.Minute

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
		if time.Since(killed) > undoneBound {
			r.t.Fatalf("%s after the kill the journal is:\n%s", undoneBound, journal)
		}
		time.Sleep(50 * time.Millisecond)
	}
}

// lookFor has a process that knows nothing but the journal's entry look for a fault's absence.
func (r keptLab) lookFor(e chaos.Entry) (saw record.Check) {
	r.t.Helper()
	ctx := r.t.Context()
	fault, problems := catalogue.All().Decode(e.Kind, e.On, e.Params)
	if len(problems) > 0 {
		r.t.Fatalf("%q", problems)
	}
	lab, err := stack.Find(ctx, r.engine, r.name)
	if err != nil {
		r.t.Fatal(err)
	}
	run := r.name + "-look"
	if err := lab.Join(ctx, stack.JoinRequest{Run: run, Self: labtest.Images(r.t, r.engine, labtest.Lab(1)).Self}); err != nil {
		r.t.Fatal(err)
	}
	saw = fault.Gone(ctx, lab.Target(), e.Undo)
	if err := lab.Release(); err != nil {
		r.t.Error(err)
	}
	if err := stack.Remove(ctx, r.engine, stack.LabelRun+"="+run); err != nil {
		r.t.Error(err)
	}
	return saw
}

// members are the containers of the lab's services, and how each stands; agents come and go.
func (r keptLab) members() map[string]string {
	r.t.Helper()
	all, err := r.engine.List(r.t.Context(), stack.LabelLab+"="+r.name)
	if err != nil {
		r.t.Fatal(err)
	}
	found := map[string]string{}
	for _, c := range all {
		if s := c.Labels[stack.LabelService]; s == stack.Client || s == stack.Sidecar {
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
	k, err := catalogue.All().Kind(kind)
	if err != nil {
		t.Fatal(err)
	}
	if k.Held {
		return "its agent, which ends with its controller"
	}
	return "the watchdog"
}

// killedRecord is where docs/faults.md takes the measurements from.
var killedRecord = filepath.Join("..", "..", "chaos", "manual", "testdata", "killed.jsonl")

// writeKilled adds what was measured to what was before.
func writeKilled(t *testing.T, measured map[string]manual.Killed) {
	t.Helper()
	f, err := os.Open(killedRecord)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	all, err := jsonl.Read[manual.Killed](f)
	if err != nil {
		t.Fatal(err)
	}
	rows := map[string]manual.Killed{}
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
