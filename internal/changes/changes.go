// Package changes is a lab's change log: its deploys and changes of configuration, with their times, in the words of any
// shop's change log, whoever made them. It says what was changed, never why.
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

// Change is one entry.
type Change struct {
	At   time.Time `json:"at"`
	What string    `json:"what"`
}

// Log is the log of one lab, a file to which several processes may add.
type Log struct{ path string }

// At is the log in that file, which need not be there yet.
func At(path string) Log { return Log{path} }

// Add notes a change. Each is written at once, so that processes that write side by side don't mix their lines.
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

// Read returns all changes, the oldest first; of a lab that none was made in, none.
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

// Remove forgets the log of a lab that is gone.
func (l Log) Remove() error {
	err := os.Remove(l.path)
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	return err
}
