package chaos

import (
	"context"
	"time"
)

const (
	// ProofTime is how long a proof, or the proof of absence, may take to show unless the kind says otherwise.
	ProofTime = 5 * time.Second
	// lookEvery is the pause between two looks: tight, because the time at which a fault began is in the record.
	lookEvery = 25 * time.Millisecond
)

// poll looks again and again until what it sees is good, the time is up or the context ends, and returns what it saw
// last. A look that was cut short by the time limit says nothing of the lab, so the one before it counts.
func poll[T any](ctx context.Context, within time.Duration, look func(context.Context) T, good func(T) bool) T {
	ctx, cancel := context.WithTimeout(ctx, within)
	defer cancel()
	seen := look(ctx)
	for !good(seen) && pause(ctx, lookEvery) {
		next := look(ctx)
		if !good(next) && ctx.Err() != nil {
			break
		}
		seen = next
	}
	return seen
}

// pause waits, and says whether the context outlived the wait.
func pause(ctx context.Context, d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return ctx.Err() == nil
	case <-ctx.Done():
		return false
	}
}
