package stack

import (
	"context"
	"strings"
	"time"

	"firedrill/chaos"
	"firedrill/internal/engine"
)

// wholeTime bounds what is finished once it is begun.
const wholeTime = 20 * time.Second

// whole lets a change of a container be finished though its caller is cancelled: cut off here, it could still come true at
// the engine, after it was taken back.
func whole(ctx context.Context, change func(context.Context) error) error {
	if err := ctx.Err(); err != nil {
		return context.Cause(ctx)
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), wholeTime)
	defer cancel()
	return change(ctx)
}

// ReadFile reads a file of a service's container, whether it runs or not.
func (c Containers) ReadFile(ctx context.Context, service, path string) ([]byte, error) {
	data, err := c.Engine.ReadFile(ctx, c.name(service), path)
	return data, named("read a file of", service, err)
}

// WriteFile replaces a file of a service's container.
func (c Containers) WriteFile(ctx context.Context, service, path string, data []byte) error {
	return named("write a file of", service, whole(ctx, func(ctx context.Context) error {
		return c.Engine.CopyTo(ctx, c.name(service), []engine.File{{Path: strings.TrimPrefix(path, "/"), Mode: 0o644, Data: data}})
	}))
}

var _ chaos.FileLab = Containers{}
