// Package regular opens files that a user named. It refuses what is no regular file, since opening a pipe waits for its other
// end and a device may never end, and bounds what is read of a file that a person writes.
package regular

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
)

// MaxWritten is how large a file that a person writes may be, in bytes.
const MaxWritten = 1 << 20

var (
	// ErrNotRegular says that a path names a folder, a pipe, a socket or a device.
	ErrNotRegular = errors.New("not a regular file")
	// ErrTooLarge says that a text is larger than MaxWritten.
	ErrTooLarge = fmt.Errorf("larger than %d MiB", MaxWritten>>20)
)

// Open opens a regular file to be read. The error is an *fs.PathError.
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

// ReadAll reads at most MaxWritten bytes; what is longer is ErrTooLarge.
func ReadAll(r io.Reader) ([]byte, error) {
	text, err := io.ReadAll(io.LimitReader(r, MaxWritten+1))
	if err == nil && len(text) > MaxWritten {
		err = ErrTooLarge
	}
	return text, err
}
