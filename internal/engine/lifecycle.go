package engine

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/containerd/errdefs"
	"github.com/docker/docker/api/types/container"
)

// removeTime bounds the removal of one container.
const removeTime = 20 * time.Second

// Boot starts a container that is there. One that runs already is left alone.
func (e *Engine) Boot(ctx context.Context, id string) error {
	return plain(e.docker.ContainerStart(ctx, id, container.StartOptions{}))
}

// Stop asks a container to end, and ends it when the grace time is over. One that has ended already is left alone.
func (e *Engine) Stop(ctx context.Context, id string, grace time.Duration) error {
	seconds := int(grace.Round(time.Second) / time.Second)
	return plain(e.docker.ContainerStop(ctx, id, container.StopOptions{Timeout: &seconds}))
}

// Kill sends a signal to a container's first process.
func (e *Engine) Kill(ctx context.Context, id, signal string) error {
	return plain(e.docker.ContainerKill(ctx, id, signal))
}

// Pause freezes a container.
func (e *Engine) Pause(ctx context.Context, id string) error {
	return plain(e.docker.ContainerPause(ctx, id))
}

// Unpause lets a frozen container go on. One that isn't frozen is left alone.
func (e *Engine) Unpause(ctx context.Context, id string) error {
	err := plain(e.docker.ContainerUnpause(ctx, id))
	if err != nil && strings.Contains(err.Error(), "is not paused") {
		return nil
	}
	return err
}

// Rename gives a container another name.
func (e *Engine) Rename(ctx context.Context, id, name string) error {
	return plain(e.docker.ContainerRename(ctx, id, name))
}

// Remove ends a container and removes it with its anonymous volumes. One that isn't there is what is wanted.
func (e *Engine) Remove(ctx context.Context, id string) error {
	err := e.docker.ContainerRemove(ctx, id, container.RemoveOptions{Force: true, RemoveVolumes: true})
	if errdefs.IsNotFound(err) {
		return nil
	}
	if err != nil && strings.Contains(err.Error(), "already in progress") {
		return e.waitGone(ctx, id)
	}
	return plain(err)
}

// waitGone waits for a removal that someone else began.
func (e *Engine) waitGone(ctx context.Context, id string) error {
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for {
		_, err := e.docker.ContainerInspect(ctx, id)
		if errdefs.IsNotFound(err) {
			return nil
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("container %q is not gone: %w", id, ctx.Err())
		case <-tick.C:
		}
	}
}

// Disconnect takes a container off a network. One that isn't on it is left alone.
func (e *Engine) Disconnect(ctx context.Context, networkName, id string) error {
	err := e.docker.NetworkDisconnect(ctx, networkName, id, true)
	if err != nil && (errdefs.IsNotFound(err) || strings.Contains(err.Error(), "is not connected")) {
		return nil
	}
	return plain(err)
}

// Connect puts a container on a network, at an address and under aliases. One that is on it is left alone.
func (e *Engine) Connect(ctx context.Context, networkName, id, address string, aliases []string) error {
	c := Container{Network: networkName, Address: address, Aliases: aliases}
	err := e.docker.NetworkConnect(ctx, networkName, id, c.endpoint())
	if err != nil && strings.Contains(err.Error(), "already exists in network") {
		return nil
	}
	return plain(err)
}

// plain drops the words that the client puts before the engine's own.
func plain(err error) error {
	if err == nil {
		return nil
	}
	text := strings.TrimPrefix(err.Error(), "Error response from daemon: ")
	if text == err.Error() {
		return err
	}
	return &engineError{text: lower(text), err: err}
}

type engineError struct {
	text string
	err  error
}

func (e *engineError) Error() string { return e.text }
func (e *engineError) Unwrap() error { return e.err }

func lower(s string) string {
	if s == "" {
		return s
	}
	return strings.ToLower(s[:1]) + s[1:]
}
