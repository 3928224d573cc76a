package drill

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"firedrill/internal/changes"
)

// Home is where this user's open runs are known, whatever folder they were started from: one link a run, to its journal.
type Home struct{ dir string }

// NewHome finds the folder: FIREDRILL_STATE, else the system's place for a user's state. A relative XDG_STATE_HOME is ignored,
// as the XDG Base Directory Specification (0.8) demands: the folder would depend on where firedrill was called.
func NewHome(getenv func(string) string) (Home, error) {
	if dir := getenv("FIREDRILL_STATE"); dir != "" {
		abs, err := filepath.Abs(dir)
		return Home{abs}, err
	}
	if dir := getenv("XDG_STATE_HOME"); filepath.IsAbs(dir) {
		return Home{filepath.Join(dir, "firedrill")}, nil
	}
	home := getenv("HOME")
	if home == "" {
		return Home{}, errors.New("no folder for journals of open runs: neither \"FIREDRILL_STATE\" nor \"HOME\" is set")
	}
	return Home{filepath.Join(home, ".local", "state", "firedrill")}, nil
}

func (h Home) link(run string) string { return filepath.Join(h.dir, "open", run) }

// JournalPath is where the journal of a run stands that has no folder of its own.
func (h Home) JournalPath(run string) string { return filepath.Join(h.dir, "journals", run+".jsonl") }

// File is a file in the folder of the user's state.
func (h Home) File(name string) string { return filepath.Join(h.dir, name) }

// Changes is the change log of the lab that a run brought up.
func (h Home) Changes(run string) changes.Log {
	return changes.At(filepath.Join(h.dir, "changes", run+".jsonl"))
}

// Tell notes a change of that lab.
func (h Home) Tell(run string) func(what string) {
	return func(what string) {
		// One that can't be written must not keep a lab from being put right.
		_ = h.Changes(run).Add(changes.Change{At: time.Now(), What: what})
	}
}

// Add makes a run known.
func (h Home) Add(run, journal string) error {
	path, err := filepath.Abs(journal)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(h.link(run)), 0o755); err != nil {
		return fmt.Errorf("note open run: %w", err)
	}
	if err := os.Symlink(path, h.link(run)); err != nil {
		return fmt.Errorf("note open run: %w", err)
	}
	return nil
}

// Knows says that a run is noted as open.
func (h Home) Knows(run string) bool {
	_, err := os.Lstat(h.link(run))
	return err == nil
}

// Drop forgets a run of which nothing is left.
func (h Home) Drop(run string) error {
	err := os.Remove(h.link(run))
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	return err
}

// OpenRun is a run that was not closed when it was last heard of.
type OpenRun struct {
	Run     string
	Journal string
}

// Runs lists the open runs, oldest first: a run's name begins with its time.
func (h Home) Runs() ([]OpenRun, error) {
	entries, err := os.ReadDir(filepath.Join(h.dir, "open"))
	if errors.Is(err, os.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	var out []OpenRun
	for _, e := range entries {
		path, err := os.Readlink(h.link(e.Name()))
		if err != nil {
			return nil, err
		}
		out = append(out, OpenRun{Run: e.Name(), Journal: path})
	}
	slices.SortFunc(out, func(a, b OpenRun) int { return strings.Compare(a.Run, b.Run) })
	return out, nil
}

// Sealed is where the record of a run lies that nobody is to read before its end.
func (h Home) Sealed(run string) string { return filepath.Join(h.dir, "sealed", run) }

// sealed says that the record of an open run lies there.
func (h Home) sealed(r OpenRun) bool { return filepath.Dir(r.Journal) == h.Sealed(r.Run) }

// Users is the folder with the dashboards of the loads that run, one socket each, named for its lab.
func (h Home) Users() string { return filepath.Join(h.dir, "users") }

// Rounds is the folder with the desks of the on-call rounds that go on, one socket each, named for its lab.
func (h Home) Rounds() string { return filepath.Join(h.dir, "oncall") }
