package stack

import (
	"context"
	"strings"

	"firedrill/chaos"
	"firedrill/internal/engine"
)

// ReadFile reads a file of a service's container, running or not.
func (c Containers) ReadFile(ctx context.Context, service, path string) ([]byte, error) {
	var data []byte
	err := c.with(ctx, service, func(ctx context.Context, id string) (err error) {
		data, err = c.Engine.ReadFile(ctx, id, path)
		return err
	})
	return data, named("read a file of", service, err)
}

// WriteFile replaces a file of a service's container.
func (c Containers) WriteFile(ctx context.Context, service, path string, data []byte) error {
	return named("write a file of", service, whole(ctx, func(ctx context.Context) error {
		file := engine.File{Path: strings.TrimPrefix(path, "/"), Mode: 0o644, Data: data}
		err := c.with(ctx, service, func(ctx context.Context, id string) error { return c.Engine.CopyTo(ctx, id, []engine.File{file}) })
		if err == nil && path == chaos.NginxConf {
			c.noteChanges("config " + service + " changed")
		}
		return err
	}))
}
