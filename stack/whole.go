package stack

import (
	"context"
	"time"
)

// wholeTime bounds what is finished once it is begun.
const wholeTime = 20 * time.Second

// whole lets a change of a container be finished though its caller is cancelled: cut off here, it could still come true at
// the engine, after it was taken back.
func whole(ctx context.Context, change func(context.Context) error) error {
	return wholeWithin(ctx, wholeTime, change)
}

// wholeWithin does so for what may take longer.
func wholeWithin(ctx context.Context, most time.Duration, change func(context.Context) error) error {
	if err := ctx.Err(); err != nil {
		return context.Cause(ctx)
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), most)
	defer cancel()
	return change(ctx)
}
