package history

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"firedrill/internal/source"
)

// Place is the location of a history.
type Place struct {
	At    string // a postgres:// URL, or the path of a file
	Named bool   // the user named it; else it is in the user's state folder
}

// Open opens the history for writing. The user's state folder is created if it is missing; a folder that the user named
// is not, since the name may be mistyped. The error is then a source.Mistake.
func (p Place) Open(ctx context.Context) (Store, error) {
	folder := filepath.Dir(p.At)
	switch {
	case Shared(p.At):
	case !p.Named:
		if err := os.MkdirAll(folder, 0o755); err != nil {
			return nil, fmt.Errorf("history %q: %w", p.At, err)
		}
	case missing(folder):
		return nil, source.Mistake{Message: fmt.Sprintf("history %q: folder %q does not exist", p.At, folder), Hint: "create the folder, or correct the path"}
	}
	return Open(ctx, p.At)
}

// OpenPast opens the history for reading. It is a source.Mistake if a file that the user named does not exist.
func (p Place) OpenPast(ctx context.Context) (Store, error) {
	if p.Named && !Shared(p.At) && missing(p.At) {
		return nil, source.Mistake{Message: fmt.Sprintf("history %q: no such file", p.At), Hint: "correct the path; firedrill run creates the file"}
	}
	return p.Open(ctx)
}

func missing(path string) bool {
	_, err := os.Stat(path)
	return errors.Is(err, fs.ErrNotExist)
}
