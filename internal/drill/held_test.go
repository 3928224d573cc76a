package drill

import (
	"path/filepath"
	"testing"
)

func TestHeldBy_ReturnsTheLivingRun(t *testing.T) {
	h := Home{t.TempDir()}
	path := filepath.Join(t.TempDir(), "journal.jsonl")
	j, err := CreateJournal(path, Owner{Run: "r1", Instance: "mine", Engine: "unix:///here"})
	if err != nil {
		t.Fatal(err)
	}
	if err := h.Add("r1", path); err != nil {
		t.Fatal(err)
	}
	look := func(engine, instance, want string) {
		t.Helper()
		if got, err := h.HeldBy(engine, instance); got != want || err != nil {
			t.Errorf("HeldBy(%q, %q) = %q, %v; want %q", engine, instance, got, err, want)
		}
	}
	look("unix:///here", "mine", "r1")
	look("unix:///here", "other", "")
	look("unix:///there", "mine", "")
	if err := j.Close(); err != nil { // its process has ended
		t.Fatal(err)
	}
	look("unix:///here", "mine", "")
}
