// Package regular opens files that a user named. It refuses anything but regular files, because opening a pipe waits
// for its other end and reading a device may never end. It bounds the size of files that a person writes.
package regular

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
)

// MaxWritten is the maximum size in bytes of a file that a person writes.
const MaxWritten = 1 << 20

var (
	// ErrNotRegular says that a path names a folder, a pipe, a socket or a device.
	ErrNotRegular = errors.New("not a regular file")
	// ErrTooLarge says that a text is larger than MaxWritten.
	ErrTooLarge = fmt.Errorf("larger than %d MiB", MaxWritten>>20)
)

// Open opens a regular file for reading. The error is an *fs.PathError.
func Open(path string) (*os.File, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() {
		return nil, &fs.PathError{Op: "open", Path: path, Err: ErrNotRegular}
	}
	return os.Open(path)
}

// Read reads a regular file of at most MaxWritten bytes. The error is an *fs.PathError.
func Read(path string) ([]byte, error) {
	f, err := Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	text, err := ReadAll(f)
	if err != nil {
		return nil, &fs.PathError{Op: "read", Path: path, Err: err}
	}
	return text, nil
}

// ReadAll reads at most MaxWritten bytes; a longer text is ErrTooLarge.
func ReadAll(r io.Reader) ([]byte, error) {
	text, err := io.ReadAll(io.LimitReader(r, MaxWritten+1))
	if err == nil && len(text) > MaxWritten {
		err = ErrTooLarge
	}
	return text, err
}
