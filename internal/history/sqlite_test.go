package history

import (
	"database/sql"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestFile_Conforms(t *testing.T) {
	// A path may contain characters with a meaning in a URL.
	conforms(t, at(filepath.Join(t.TempDir(), "a?b=c%41#d.db")))
}

func TestOpen_CreatesTheNamedFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "odd?name=%41#.db")
	at(path)(t)
	if _, err := os.Stat(path); err != nil {
		t.Error(err)
	}
}

func TestOpen_CreatesNoFolder(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "mistyped")
	s, err := Open(t.Context(), filepath.Join(folder, "h.db"))
	if err == nil {
		s.Close()
		t.Error("a history in a folder that does not exist was opened")
	}
	if _, err := os.Stat(folder); err == nil {
		t.Errorf("%s was created", folder)
	}
}

func TestOpen_NotAHistory(t *testing.T) {
	text := filepath.Join(t.TempDir(), "notes.txt")
	if err := os.WriteFile(text, []byte(strings.Repeat("these are notes\n", 100)), 0o644); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{text, filepath.Join(text, "below", "a.db"), t.TempDir()} {
		s, err := Open(t.Context(), path)
		if err == nil {
			s.Close()
			t.Errorf("%s was taken for a history", path)
			continue
		}
		if !strings.Contains(err.Error(), path) {
			t.Errorf("%v does not say which", err)
		}
	}
}

// Two transactions that read the same state and then both write would fail without waiting for each other.
func TestFile_TransactionLocksAtBegin(t *testing.T) {
	path := filepath.Join(t.TempDir(), "h.db")
	tx, err := at(path)(t).(*table).db.BeginTx(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer tx.Rollback()
	other, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	defer other.Close()
	if _, err := other.ExecContext(t.Context(), `DELETE FROM firedrill_runs`); err == nil {
		t.Error("another wrote meanwhile")
	}
}
