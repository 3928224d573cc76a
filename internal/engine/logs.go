package engine

import (
	"context"
	"io"
	"strconv"
	"time"

	"github.com/docker/docker/api/types/container"
	"github.com/docker/docker/pkg/stdcopy"
)

// LogOptions chooses a part of a container's log.
type LogOptions struct {
	Since  time.Time // zero: from the start
	Tail   int       // last lines; 0: all
	Follow bool      // until the context ends
	Stamps bool      // each line begins with when the engine took it, in RFC 3339, and a blank
}

// Logs writes a container's output, both streams as they came, to w.
func (e *Engine) Logs(ctx context.Context, id string, o LogOptions, w io.Writer) error {
	opts := container.LogsOptions{ShowStdout: true, ShowStderr: true, Follow: o.Follow, Timestamps: o.Stamps}
	if !o.Since.IsZero() {
		opts.Since = o.Since.Format(time.RFC3339Nano)
	}
	if o.Tail > 0 {
		opts.Tail = strconv.Itoa(o.Tail)
	}
	var body io.ReadCloser
	err := e.again(ctx, call{what: about("read the log of", id), do: func(ctx context.Context) (err error) {
		body, err = e.docker.ContainerLogs(ctx, id, opts)
		return err
	}})
	if err != nil {
		return err
	}
	defer body.Close()
	_, err = stdcopy.StdCopy(w, w, body)
	if ctx.Err() != nil {
		return nil // the reader has seen enough
	}
	return err
}
