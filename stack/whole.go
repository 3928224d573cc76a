package stack

import (
	"context"
	"time"
)

// wholeTime bounds a change that is not cancelled once it began.
const wholeTime = 20 * time.Second

// whole completes a change of a container even if its caller is cancelled: otherwise the engine could still perform it
// after it was reverted.
func whole(ctx context.Context, change func(context.Context) error) error {
	return wholeWithin(ctx, wholeTime, change)
}

// wholeWithin does the same for a change that may take longer.
func wholeWithin(ctx context.Context, most time.Duration, change func(context.Context) error) error {
	if err := ctx.Err(); err != nil {
		return context.Cause(ctx)
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), most)
	defer cancel()
	return change(ctx)
}
