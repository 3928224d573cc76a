// Package changes is a lab's change log: its deploys and configuration changes, with their times, whoever made them, in
// the wording of a production change log. It records what was changed, not why.
package changes

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"time"

	"firedrill/internal/jsonl"
)

// Change is one entry of the log.
type Change struct {
	At   time.Time `json:"at"`
	What string    `json:"what"`
}

// Log is the change log of one lab, a file that several processes may append to.
type Log struct{ path string }

// At returns the log in a file, which need not exist yet.
func At(path string) Log { return Log{path} }

// Add appends a change. Each is one write, so that concurrent processes do not mix their lines.
func (l Log) Add(c Change) error {
	text, err := json.Marshal(c)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(l.path), 0o755); err != nil {
		return fmt.Errorf("change log: %w", err)
	}
	f, err := os.OpenFile(l.path, os.O_WRONLY|os.O_CREATE|os.O_APPEND, 0o600)
	if err != nil {
		return fmt.Errorf("change log: %w", err)
	}
	_, err = f.Write(append(text, '\n'))
	return errors.Join(err, f.Close())
}

// Read returns all changes, the oldest first; none if the log does not exist.
func (l Log) Read() ([]Change, error) {
	f, err := os.Open(l.path)
	if errors.Is(err, os.ErrNotExist) {
		return []Change{}, nil
	}
	if err != nil {
		return nil, err
	}
	defer f.Close()
	all, err := jsonl.Read[Change](f)
	if err != nil {
		return nil, fmt.Errorf("change log %q: %w", l.path, err)
	}
	slices.SortStableFunc(all, func(a, b Change) int { return a.At.Compare(b.At) })
	return all, nil
}

// Remove deletes the log of a lab that was removed.
func (l Log) Remove() error {
	err := os.Remove(l.path)
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	return err
}
