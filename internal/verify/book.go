package verify

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"

	"firedrill/internal/regular"
)

// kept is the number of findings of a check that a book keeps; older ones are dropped.
const kept = 5

// Book holds the findings of verification, by scenario and check, the newest last.
type Book struct {
	path     string
	Findings map[string]map[Check][]Finding `json:"findings"`
}

// OpenBook reads a book. A missing file is an empty book; "" is a book that is not stored.
func OpenBook(path string) (*Book, error) {
	b := &Book{path: path, Findings: map[string]map[Check][]Finding{}}
	return b, b.read()
}

// read reads the file, which another process may have added to.
func (b *Book) read() error {
	if b.path == "" {
		return nil
	}
	text, err := readBook(b.path)
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	fresh, err := OpenBook("")
	if err == nil {
		err = json.Unmarshal(text, fresh)
	}
	if err != nil {
		return fmt.Errorf("book of results %q: %w", b.path, err)
	}
	b.Findings = fresh.Findings
	return nil
}

func readBook(path string) ([]byte, error) {
	f, err := regular.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return io.ReadAll(f)
}

// Last returns the newest finding of a check with this key and these images; false if there is none.
func (b *Book) Last(name string, c Check, key string, images []string) (Finding, bool) {
	all := b.Findings[name][c]
	if len(all) == 0 {
		return Finding{}, false
	}
	last := all[len(all)-1]
	return last, last.Key == key && slices.Equal(last.Images, images)
}

// Known reports that a check passed with this key and these images.
func (b *Book) Known(name string, c Check, key string, images []string) bool {
	last, ok := b.Last(name, c, key, images)
	return ok && last.OK
}

// Add adds findings of a scenario and writes the book. Findings of a check with another key are dropped.
func (b *Book) Add(name string, findings ...Finding) error {
	if err := b.read(); err != nil {
		return err
	}
	if b.Findings[name] == nil {
		b.Findings[name] = map[Check][]Finding{}
	}
	for _, f := range findings {
		same := slices.DeleteFunc(b.Findings[name][f.Check], func(old Finding) bool { return old.Key != f.Key })
		same = append(same, f)
		b.Findings[name][f.Check] = same[max(0, len(same)-kept):]
	}
	return b.write()
}

// Of returns the findings of the named scenarios.
func (b *Book) Of(names []string) map[string]map[Check][]Finding {
	some := map[string]map[Check][]Finding{}
	for _, name := range names {
		if all := b.Findings[name]; all != nil {
			some[name] = all
		}
	}
	return some
}

// write replaces the file atomically, so that it is never incomplete.
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
