// Package poll repeats a check until it succeeds or the time is up.
package poll

import (
	"context"
	"time"
)

// Every is the pause between two checks. It is short, because the record holds the time at which a fault began.
const Every = 25 * time.Millisecond

// Until repeats a check until its result is good, the time is up or the context ends, and returns the last result. A check that
// was cut short by the time limit says nothing about the lab, so that the result before it counts.
func Until[T any](ctx context.Context, within time.Duration, look func(context.Context) T, good func(T) bool) T {
	ctx, cancel := context.WithTimeout(ctx, within)
	defer cancel()
	seen := look(ctx)
	for !good(seen) && Sleep(ctx, Every) {
		next := look(ctx)
		if !good(next) && ctx.Err() != nil {
			break
		}
		seen = next
	}
	return seen
}

// Sleep waits, and reports whether the context is still alive afterwards.
func Sleep(ctx context.Context, d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return ctx.Err() == nil
	case <-ctx.Done():
		return false
	}
}
