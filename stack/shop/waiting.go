package shop

import (
	"context"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"
)

// waiting holds the requests that wait for a connection. If one cannot be opened, all of them fail at once: otherwise
// each would wait for its turn in the pool and then fail in the same way.
type waiting struct {
	mu   sync.Mutex
	tell map[*context.CancelCauseFunc]struct{}
}

type connectFailed struct{ error }

func (w *waiting) join(ctx context.Context) (context.Context, func()) {
	ctx, cancel := context.WithCancelCause(ctx)
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.tell == nil {
		w.tell = make(map[*context.CancelCauseFunc]struct{})
	}
	w.tell[&cancel] = struct{}{}
	return ctx, func() {
		w.mu.Lock()
		delete(w.tell, &cancel)
		w.mu.Unlock()
		cancel(nil)
	}
}

func (w *waiting) fail(err error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for cancel := range w.tell {
		(*cancel)(&connectFailed{err})
	}
}

// connectTracer books the time of opening a connection to the request that needs it, and passes on a failure.
type connectTracer struct{ waiting *waiting }

func (t connectTracer) TraceConnectStart(ctx context.Context, _ pgx.TraceConnectStartData) context.Context {
	spentOf(ctx).dialing.Store(time.Now().UnixNano())
	return ctx
}

func (t connectTracer) TraceConnectEnd(ctx context.Context, data pgx.TraceConnectEndData) {
	spentOf(ctx).dialed()
	if data.Err != nil && !timedOut(data.Err) { // a timeout says nothing about the next attempt
		t.waiting.fail(data.Err)
	}
}

func (connectTracer) TraceQueryStart(ctx context.Context, _ *pgx.Conn, _ pgx.TraceQueryStartData) context.Context {
	return ctx
}

func (connectTracer) TraceQueryEnd(context.Context, *pgx.Conn, pgx.TraceQueryEndData) {}
