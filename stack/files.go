package stack

import (
	"context"
	"strings"

	"firedrill/chaos"
	"firedrill/internal/engine"
)

// ReadFile reads a file of a service's container, whether it runs or not.
func (c Containers) ReadFile(ctx context.Context, service, path string) ([]byte, error) {
	data, err := c.Engine.ReadFile(ctx, c.name(service), path)
	return data, named("read a file of", service, err)
}

// WriteFile replaces a file of a service's container.
func (c Containers) WriteFile(ctx context.Context, service, path string, data []byte) error {
	return named("write a file of", service, whole(ctx, func(ctx context.Context) error {
		err := c.Engine.CopyTo(ctx, c.name(service), []engine.File{{Path: strings.TrimPrefix(path, "/"), Mode: 0o644, Data: data}})
		if err == nil && path == chaos.NginxConf {
			c.tell("config " + service + " changed")
		}
		return err
	}))
}

var _ chaos.FileLab = Containers{}
