package mcpdesk

import (
	"context"
	"time"
)

// latch is an event that happens once.
type latch struct {
	ctx   context.Context
	close context.CancelFunc
}

func newLatch() latch {
	ctx, cancel := context.WithCancel(context.Background())
	return latch{ctx, cancel}
}

func (l latch) closed() bool { return l.ctx.Err() != nil }

func (l latch) done() <-chan struct{} { return l.ctx.Done() }

// wait waits for any of the events, at most for the given time.
func wait(ctx context.Context, long time.Duration, things ...latch) {
	ctx, cancel := context.WithTimeout(ctx, long)
	defer cancel()
	for _, l := range things {
		defer context.AfterFunc(l.ctx, cancel)()
	}
	<-ctx.Done()
}
