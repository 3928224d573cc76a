package verify

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"time"
)

// kept is how many passes of a scenario a book keeps, the newest.
const kept = 5

// Book holds what scenarios were found to hold, by name.
type Book struct {
	path    string
	Entries map[string]*Entry `json:"scenarios"`
}

// Entry is what is known of one scenario, as long as its key is the same.
type Entry struct {
	Key    string `json:"key"`
	Passes []Pass `json:"passes"`
}

// Pass is one verification.
type Pass struct {
	At       time.Time         `json:"at"`
	Seconds  float64           `json:"seconds"` // of drills, side by side or not
	Versions map[string]string `json:"versions"`
	Findings []Finding         `json:"findings"`
}

// OK says that every check held.
func (p Pass) OK() bool {
	return len(p.Findings) > 0 && !slices.ContainsFunc(p.Findings, func(f Finding) bool { return !f.OK })
}

// OpenBook reads a book; one that is not there is empty.
func OpenBook(path string) (*Book, error) {
	b := &Book{path: path, Entries: map[string]*Entry{}}
	text, err := os.ReadFile(path)
	if errors.Is(err, os.ErrNotExist) {
		return b, nil
	}
	if err != nil {
		return nil, err
	}
	return b, b.read(text)
}

// Loose returns a book that is kept nowhere.
func Loose() *Book { return &Book{Entries: map[string]*Entry{}} }

func (b *Book) read(text []byte) error {
	if err := json.Unmarshal(text, b); err != nil {
		return fmt.Errorf("book of results %q: %w", b.path, err)
	}
	if b.Entries == nil {
		b.Entries = map[string]*Entry{}
	}
	return nil
}

// Known says that a scenario was verified, with nothing changed since that counts.
func (b *Book) Known(name, key string) bool {
	e := b.Entries[name]
	return e != nil && e.Key == key && len(e.Passes) > 0 && e.Passes[len(e.Passes)-1].OK()
}

// Add notes a pass, and writes the book. What was found under another key is forgotten.
func (b *Book) Add(name, key string, p Pass) error {
	e := b.Entries[name]
	if e == nil || e.Key != key {
		e = &Entry{Key: key}
		b.Entries[name] = e
	}
	e.Passes = append(e.Passes, p)
	e.Passes = e.Passes[max(0, len(e.Passes)-kept):]
	return b.write()
}

// write puts the whole in place at once, so that a book is never half of one.
func (b *Book) write() error {
	if b.path == "" {
		return nil
	}
	text, err := json.MarshalIndent(b, "", " ")
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(b.path), 0o755); err != nil {
		return err
	}
	temp := b.path + ".new"
	if err := os.WriteFile(temp, append(text, '\n'), 0o644); err != nil {
		return err
	}
	return os.Rename(temp, b.path)
}
