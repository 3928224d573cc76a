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

// Home is the folder in which this user's open runs are registered, whatever folder they were started from: one link
// per run, to its journal.
type Home struct{ dir string }

// NewHome returns the folder: FIREDRILL_STATE, else the system's folder for user state. A relative XDG_STATE_HOME is
// ignored, as the XDG Base Directory Specification (0.8) requires: the folder would depend on the working directory.
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

// JournalPath is the journal of a run that has no folder of its own.
func (h Home) JournalPath(run string) string { return filepath.Join(h.dir, "journals", run+".jsonl") }

// File returns the path of a file in the state folder.
func (h Home) File(name string) string { return filepath.Join(h.dir, name) }

// Changes is the change log of the lab that a run brought up.
func (h Home) Changes(run string) changes.Log {
	return changes.At(filepath.Join(h.dir, "changes", run+".jsonl"))
}

// Tell returns a function that logs a change of that lab.
func (h Home) Tell(run string) func(what string) {
	return func(what string) {
		// A change log that cannot be written must not stop the repair of a lab.
		_ = h.Changes(run).Add(changes.Change{At: time.Now(), What: what})
	}
}

// Add registers a run.
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

// Knows reports whether a run is registered as open.
func (h Home) Knows(run string) bool {
	_, err := os.Lstat(h.link(run))
	return err == nil
}

// Drop removes a run from the register when nothing of it is left.
func (h Home) Drop(run string) error {
	err := os.Remove(h.link(run))
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	return err
}

// OpenRun is a registered run that has not been closed.
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

// Sealed is the folder of a record that nobody may read before the run's end.
func (h Home) Sealed(run string) string { return filepath.Join(h.dir, "sealed", run) }

// sealed reports whether the record of an open run is in that folder.
func (h Home) sealed(r OpenRun) bool { return filepath.Dir(r.Journal) == h.Sealed(r.Run) }

// Users is the folder with the dashboards of running loads: one socket each, named after its lab.
func (h Home) Users() string { return filepath.Join(h.dir, "users") }

// Rounds is the folder with the desks of running on-call rounds: one socket each, named after its lab.
func (h Home) Rounds() string { return filepath.Join(h.dir, "oncall") }
