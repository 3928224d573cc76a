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

// about names a call and the container that it is for.
func about(verb, id string) string { return fmt.Sprintf("%s container %.12s", verb, id) }

// Boot starts a container that is there. One that runs already is left alone.
func (e *Engine) Boot(ctx context.Context, id string) error {
	return e.again(ctx, call{what: about("start", id), do: func(ctx context.Context) error {
		return e.docker.ContainerStart(ctx, id, container.StartOptions{})
	}})
}

// Stop asks a container to end, and ends it when the grace time is over. One that has ended already is left alone.
func (e *Engine) Stop(ctx context.Context, id string, grace time.Duration) error {
	seconds := int(grace.Round(time.Second) / time.Second)
	return e.again(ctx, call{what: about("stop", id), do: func(ctx context.Context) error {
		return e.docker.ContainerStop(ctx, id, container.StopOptions{Timeout: &seconds})
	}})
}

// Kill sends a signal to a container's first process.
func (e *Engine) Kill(ctx context.Context, id, signal string) error {
	before, err := e.Inspect(ctx, id)
	if err != nil {
		return err
	}
	return e.again(ctx, call{what: about("kill", id), do: func(ctx context.Context) error {
		return e.docker.ContainerKill(ctx, id, signal)
	}, landed: func(ctx context.Context) bool { // a second signal would end what has come up since
		now, err := e.Inspect(ctx, id)
		return err == nil && (now.Status != before.Status || !now.Started.Equal(before.Started))
	}})
}

// Pause freezes a container.
func (e *Engine) Pause(ctx context.Context, id string) error {
	return e.again(ctx, call{what: about("pause", id), do: func(ctx context.Context) error {
		return e.docker.ContainerPause(ctx, id)
	}, landed: func(ctx context.Context) bool {
		now, err := e.Inspect(ctx, id)
		return err == nil && now.Status == "paused"
	}})
}

// Unpause lets a frozen container go on. One that isn't frozen is left alone.
func (e *Engine) Unpause(ctx context.Context, id string) error {
	err := e.again(ctx, call{what: about("unpause", id), do: func(ctx context.Context) error {
		return e.docker.ContainerUnpause(ctx, id)
	}})
	if err != nil && strings.Contains(err.Error(), "is not paused") {
		return nil
	}
	return err
}

// Rename gives a container another name.
func (e *Engine) Rename(ctx context.Context, id, name string) error {
	return e.again(ctx, call{what: about("rename", id), do: func(ctx context.Context) error {
		return e.docker.ContainerRename(ctx, id, name)
	}, landed: func(ctx context.Context) bool {
		now, err := e.Inspect(ctx, id)
		return err == nil && now.Name == name
	}})
}

// Remove ends a container and removes it with its anonymous volumes. One that isn't there is what is wanted.
func (e *Engine) Remove(ctx context.Context, id string) error {
	err := e.again(ctx, call{what: about("remove", id), do: func(ctx context.Context) error {
		return e.docker.ContainerRemove(ctx, id, container.RemoveOptions{Force: true, RemoveVolumes: true})
	}})
	if errdefs.IsNotFound(err) {
		return nil
	}
	if err != nil && strings.Contains(err.Error(), "already in progress") {
		return e.waitGone(ctx, id)
	}
	return err
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
func (e *Engine) Disconnect(ctx context.Context, networkID, id string) error {
	err := e.again(ctx, call{what: about("disconnect", id), do: func(ctx context.Context) error {
		return e.docker.NetworkDisconnect(ctx, networkID, id, true)
	}})
	if err != nil && (errdefs.IsNotFound(err) || strings.Contains(err.Error(), "is not connected")) {
		return nil
	}
	return err
}

// Connect puts a container on a network, at an address and under aliases. One that is on it is left alone.
func (e *Engine) Connect(ctx context.Context, networkID, id, address string, aliases []string) error {
	c := Container{Address: address, Aliases: aliases}
	err := e.again(ctx, call{what: about("connect", id), do: func(ctx context.Context) error {
		return e.docker.NetworkConnect(ctx, networkID, id, c.endpoint())
	}})
	if err != nil && strings.Contains(err.Error(), "already exists in network") {
		return nil
	}
	return err
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
