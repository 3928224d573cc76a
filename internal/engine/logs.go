package engine

import (
	"context"
	"io"
	"strconv"
	"time"

	"github.com/docker/docker/api/types/container"
	"github.com/docker/docker/pkg/stdcopy"
)

// LogOptions selects a part of a container's log.
type LogOptions struct {
	Since  time.Time // zero: from the start
	Tail   int       // number of last lines; 0: all
	Follow bool      // until the context ends
	Stamps bool      // start each line with the engine's time in RFC 3339 and a space
}

// Logs writes a container's standard output and error to w, in order.
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
		return nil // the reader has stopped
	}
	return err
}
