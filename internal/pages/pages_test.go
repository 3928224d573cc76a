package pages

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
)

// root is the path of the repository's root from this package.
const root = "../.."

func TestAll_FilesAreCurrent(t *testing.T) {
	for _, p := range All() {
		want, err := p.Make(root)
		if err != nil {
			t.Errorf("%s: %v", p.Path, err)
			continue
		}
		got, err := os.ReadFile(filepath.Join(root, p.Path))
		if err != nil || !bytes.Equal(got, want) {
			t.Errorf("%s is not current: make pages (%v)", p.Path, err)
		}
	}
}

func TestBetween(t *testing.T) {
	got, err := between("a <from>old<to> b", "<from>", "<to>", "new")
	if want := "a <from>new<to> b"; got != want || err != nil {
		t.Errorf("%q, %v; want %q", got, err, want)
	}
	for _, text := range []string{"", "<from>", "<to><from>"} {
		if got, err := between(text, "<from>", "<to>", "new"); err == nil {
			t.Errorf("%q becomes %q", text, got)
		}
	}
}
