package changes_test

import (
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"firedrill/internal/changes"
)

func TestLog_OldestFirstFromAllWriters(t *testing.T) {
	path := filepath.Join(t.TempDir(), "deep", "run.jsonl")
	noon := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	var writers sync.WaitGroup
	for n := range 20 {
		writers.Go(func() {
			if err := changes.At(path).Add(changes.Change{At: noon.Add(time.Duration(n) * time.Second), What: "deploy"}); err != nil {
				t.Error(err)
			}
		})
	}
	writers.Wait()
	all, err := changes.At(path).Read()
	if err != nil || len(all) != 20 {
		t.Fatalf("got %d changes, %v", len(all), err)
	}
	for n, c := range all {
		if !c.At.Equal(noon.Add(time.Duration(n) * time.Second)) {
			t.Errorf("change %d is of %s", n, c.At)
		}
	}
}

func TestRead_IgnoresTruncatedLine(t *testing.T) {
	path := filepath.Join(t.TempDir(), "run.jsonl")
	if err := os.WriteFile(path, []byte(`{"at":"2026-03-01T12:00:00Z","what":"restart redis"}`+"\n"+`{"at":"2026-`), 0o600); err != nil {
		t.Fatal(err)
	}
	all, err := changes.At(path).Read()
	if err != nil || len(all) != 1 || all[0].What != "restart redis" {
		t.Errorf("got %v, %v", all, err)
	}
}

func TestRead_NoFileMeansNoChanges(t *testing.T) {
	l := changes.At(filepath.Join(t.TempDir(), "none"))
	if all, err := l.Read(); err != nil || all == nil || len(all) != 0 {
		t.Errorf("got %v, %v", all, err)
	}
	if err := l.Remove(); err != nil {
		t.Error(err)
	}
}
