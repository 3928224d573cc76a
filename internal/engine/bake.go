package engine

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/docker/docker/api/types/container"
)

// Bake starts a container, waits until it exits with code 0, commits its file system as an image, and removes it.
func (e *Engine) Bake(ctx context.Context, c Container, tag string, changes []string) (err error) {
	id, err := e.Start(ctx, c)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, e.removeAlways(ctx, id)) }()
	if err := e.waitExit(ctx, id); err != nil {
		return fmt.Errorf("bake %q: %w", tag, err)
	}
	return e.again(ctx, call{what: fmt.Sprintf("commit image %q", tag), do: func(ctx context.Context) error {
		_, err := e.docker.ContainerCommit(ctx, id, container.CommitOptions{Reference: tag, Changes: changes})
		return err
	}})
}

// removeAlways removes a container even if the context has been cancelled.
func (e *Engine) removeAlways(ctx context.Context, id string) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), removeTime)
	defer cancel()
	return e.Remove(ctx, id)
}

func (e *Engine) waitExit(ctx context.Context, id string) error {
	var code int64
	err := e.again(ctx, call{what: about("wait for", id), do: func(ctx context.Context) error {
		exited, failed := e.docker.ContainerWait(ctx, id, container.WaitConditionNotRunning)
		select {
		case err := <-failed:
			return err
		case r := <-exited:
			code = r.StatusCode
			return nil
		}
	}})
	if err != nil || code == 0 {
		return err
	}
	var log bytes.Buffer
	if err := e.Logs(ctx, id, LogOptions{Tail: 20}, &log); err != nil {
		return err
	}
	return fmt.Errorf("exit code %d: %s", code, strings.TrimSpace(log.String()))
}
