package regular_test

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"firedrill/internal/regular"
)

func TestRead(t *testing.T) {
	dir := t.TempDir()
	write := func(name string, size int) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(strings.Repeat("x", size)), 0o644); err != nil {
			t.Fatal(err)
		}
		return path
	}
	link := filepath.Join(dir, "link")
	if err := os.Symlink(write("small", 3), link); err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]error{
		link:                                nil,
		write("full", regular.MaxWritten):   nil,
		write("over", regular.MaxWritten+1): regular.ErrTooLarge,
		dir:                                 regular.ErrNotRegular,
		"/dev/zero":                         regular.ErrNotRegular,
		filepath.Join(dir, "missing"):       fs.ErrNotExist,
	} {
		text, err := regular.Read(path)
		if !errors.Is(err, want) || (err == nil) != (text != nil) {
			t.Errorf("%s: %d bytes, %v, want %v", path, len(text), err, want)
		}
		if bad := (*fs.PathError)(nil); err != nil && !errors.As(err, &bad) {
			t.Errorf("%s: %v is no path error", path, err)
		}
	}
}
