package engine

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/docker/docker/api/types/container"
)

// Bake starts a container, waits for it to end well, makes an image of what it left behind, and removes it.
func (e *Engine) Bake(ctx context.Context, c Container, tag string, changes []string) (err error) {
	id, err := e.Start(ctx, c)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, e.discard(ctx, id)) }()
	if err := e.waitExit(ctx, id); err != nil {
		return fmt.Errorf("bake %q: %w", tag, err)
	}
	_, err = e.docker.ContainerCommit(ctx, id, container.CommitOptions{Reference: tag, Changes: changes})
	return plain(err)
}

func (e *Engine) waitExit(ctx context.Context, id string) error {
	exited, failed := e.docker.ContainerWait(ctx, id, container.WaitConditionNotRunning)
	select {
	case err := <-failed:
		return plain(err)
	case r := <-exited:
		if r.StatusCode == 0 {
			return nil
		}
		var log bytes.Buffer
		if err := e.Logs(ctx, id, LogOptions{Tail: 20}, &log); err != nil {
			return err
		}
		return fmt.Errorf("exit code %d: %s", r.StatusCode, strings.TrimSpace(log.String()))
	}
}
