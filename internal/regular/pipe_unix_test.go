//go:build unix

package regular_test

import (
	"errors"
	"path/filepath"
	"syscall"
	"testing"

	"firedrill/internal/regular"
)

// Opening a pipe without a writer would block.
func TestOpen_RefusesAPipe(t *testing.T) {
	pipe := filepath.Join(t.TempDir(), "pipe")
	if err := syscall.Mkfifo(pipe, 0o600); err != nil {
		t.Fatal(err)
	}
	f, err := regular.Open(pipe)
	if !errors.Is(err, regular.ErrNotRegular) {
		f.Close()
		t.Errorf("%v", err)
	}
}
