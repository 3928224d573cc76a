package drill

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"firedrill/chaos"
	"firedrill/internal/record"
)

func newJournal(t *testing.T) (*Journal, string) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "run", "journal.jsonl")
	j, err := CreateJournal(path, Owner{Run: "r1", Instance: "fragile", Engine: "unix:///x", Kept: true})
	if err != nil {
		t.Fatal(err)
	}
	return j, path
}

func TestOpenJournal_ListsOpenFaults(t *testing.T) {
	j, path := newJournal(t)
	for _, id := range []string{"a", "b", "c"} {
		if err := j.Planned(chaos.Entry{ID: id, Kind: "container.stop", On: "redis", Undo: chaos.Undo(`{"id":"1"}`)}); err != nil {
			t.Fatal(err)
		}
	}
	j.Gone("b", record.Check{OK: true})
	j.Gone("c", record.Check{OK: false, Saw: "still there"})
	if err := j.Uses("self:1"); err != nil {
		t.Fatal(err)
	}
	if err := j.Close(); err != nil {
		t.Fatal(err)
	}
	again, err := OpenJournal(path, ByClean)
	if err != nil {
		t.Fatal(err)
	}
	defer again.Close()
	if o, ok := again.Owner(); !ok || o.Instance != "fragile" || !o.Kept || o.Self != "self:1" {
		t.Errorf("owner is %+v, %v", o, ok)
	}
	open := again.Open()
	if len(open) != 2 || open[0].ID != "a" || open[1].ID != "c" {
		t.Errorf("open faults are %+v, want a and c: b was seen to be gone", open)
	}
	if again.Closed() {
		t.Error("journal counts as closed")
	}
}

func TestOpenJournal_RefusesALivingRun(t *testing.T) {
	j, path := newJournal(t)
	if _, err := OpenJournal(path, ByClean); !errors.Is(err, ErrHeld) {
		t.Errorf("error is %v, want ErrHeld", err)
	}
	if err := j.Finish(); err != nil {
		t.Fatal(err)
	}
	again, err := OpenJournal(path, ByClean)
	if err != nil {
		t.Fatal(err)
	}
	defer again.Close()
	if !again.Closed() {
		t.Error("journal is not closed")
	}
}

func TestOpenJournal_IgnoresAnIncompleteLastLine(t *testing.T) {
	j, path := newJournal(t)
	if err := j.Planned(chaos.Entry{ID: "a", Kind: "container.stop", On: "redis"}); err != nil {
		t.Fatal(err)
	}
	if err := j.Close(); err != nil {
		t.Fatal(err)
	}
	f, err := os.OpenFile(path, os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := f.WriteString(`{"did":"planned","fault":{"id":"b","ki`); err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	again, err := OpenJournal(path, ByWatchdog)
	if err != nil {
		t.Fatal(err)
	}
	defer again.Close()
	if open := again.Open(); len(open) != 1 || open[0].ID != "a" {
		t.Errorf("open faults are %+v, want a alone", open)
	}
}

func TestHome_KnowsARunUntilDrop(t *testing.T) {
	h := Home{t.TempDir()}
	for _, run := range []string{"20260102-030405-bbbb", "20260101-030405-aaaa"} {
		if err := h.Add(run, "runs/"+run+"/journal.jsonl"); err != nil {
			t.Fatal(err)
		}
	}
	runs, err := h.Runs()
	if err != nil || len(runs) != 2 || runs[0].Run != "20260101-030405-aaaa" || !filepath.IsAbs(runs[0].Journal) {
		t.Fatalf("runs are %+v, %v; want both, the older first, with absolute paths", runs, err)
	}
	if err := h.Drop("20260101-030405-aaaa"); err != nil {
		t.Fatal(err)
	}
	if h.Knows("20260101-030405-aaaa") || !h.Knows("20260102-030405-bbbb") {
		t.Error("the wrong run was dropped")
	}
	if err := h.Drop("20260101-030405-aaaa"); err != nil {
		t.Errorf("dropping it again: %v", err)
	}
}
