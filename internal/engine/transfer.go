package engine

import (
	"archive/tar"
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/docker/docker/api/types/container"
)

// Transfer describes a file to copy from one container to another. Neither need be running.
type Transfer struct {
	From, Path string
	To, As     string // As is an absolute path in an existing folder
	Mode       int64
	UID, GID   int
}

// Transfer copies the file without holding it in memory.
func (e *Engine) Transfer(ctx context.Context, t Transfer) error {
	return e.again(ctx, call{what: about("copy a file to", t.To), do: func(ctx context.Context) error { return e.transfer(ctx, t) }})
}

func (e *Engine) transfer(ctx context.Context, t Transfer) error {
	body, _, err := e.docker.CopyFromContainer(ctx, t.From, t.Path)
	if err != nil {
		return err
	}
	defer body.Close()
	r, w := io.Pipe()
	packed := make(chan error, 1)
	go func() {
		err := t.repack(w, body)
		w.CloseWithError(err)
		packed <- err
	}()
	err = e.docker.CopyToContainer(ctx, t.To, "/", r, container.CopyToContainerOptions{})
	r.Close() // the engine may have stopped reading
	return joined(err, readable(<-packed))
}

// readable drops io.ErrClosedPipe: when the reader stopped, the engine has already reported why.
func readable(err error) error {
	if errors.Is(err, io.ErrClosedPipe) {
		return nil
	}
	return err
}

// repack copies the single file of a tar under another name.
func (t Transfer) repack(to io.Writer, from io.Reader) error {
	r, w := tar.NewReader(from), tar.NewWriter(to)
	h, err := r.Next()
	if err != nil {
		return fmt.Errorf("read %q: %w", t.Path, err)
	}
	if h.Typeflag != tar.TypeReg {
		return fmt.Errorf("%q is not a file", t.Path)
	}
	if err := w.WriteHeader(&tar.Header{Name: t.As[1:], Mode: t.Mode, Uid: t.UID, Gid: t.GID, Size: h.Size, Typeflag: tar.TypeReg}); err != nil {
		return err
	}
	if _, err := io.Copy(w, r); err != nil {
		return fmt.Errorf("copy %q: %w", t.Path, err)
	}
	return w.Close()
}
