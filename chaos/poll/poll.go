// Package poll looks again and again until what is seen is good, or the time is up.
package poll

import (
	"context"
	"time"
)

// Every is the pause between two looks: tight, because the time at which a fault began is in the record.
const Every = 25 * time.Millisecond

// Until looks again and again until what it sees is good, the time is up or the context ends, and returns what it saw
// last. A look that was cut short by the time limit says nothing of the lab, so the one before it counts.
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

// Sleep waits, and says whether the context outlived the wait.
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
