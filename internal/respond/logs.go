package respond

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"firedrill/internal/engine"
)

// LogRequest asks for a part of a service's log.
type LogRequest struct {
	Filter LogFilter
	Since  time.Duration // only lines newer than this; 0 for all
	Tail   int           // only the last lines; 0 for all. With Follow, counted before the filter
	Follow bool          // keep writing new lines until the context ends
}

// Logs writes a part of a service's log. "shop" means the first replica of the app.
func (d *Desk) Logs(ctx context.Context, word string, r LogRequest, w io.Writer) error {
	service, err := d.Service(word)
	if err != nil {
		return err
	}
	opts := engine.LogOptions{Tail: r.Tail, Follow: r.Follow}
	out, last := &Grep{W: w}, &Tail{W: w, Lines: r.Tail}
	if !r.Filter.Any() {
		out.Keep = r.Filter.Keep
		if r.Tail > 0 && !r.Follow {
			opts.Tail, out.W = 0, last
		}
	}
	if r.Since > 0 {
		opts.Since = time.Now().Add(-r.Since)
	}
	id, err := d.containers.ID(ctx, service)
	if err != nil {
		return fmt.Errorf("read the log of %q: %w", service, err)
	}
	return errors.Join(d.engine.Logs(ctx, id, opts, out), out.Close(), last.Close())
}
