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

// about formats a call and its container for errors and the journal.
func about(verb, id string) string { return fmt.Sprintf("%s container %.12s", verb, id) }

// Boot starts an existing container. A running one is left alone.
func (e *Engine) Boot(ctx context.Context, id string) error {
	return e.again(ctx, call{what: about("start", id), do: func(ctx context.Context) error {
		return e.docker.ContainerStart(ctx, id, container.StartOptions{})
	}})
}

// Stop asks a container to end, and kills it after the grace time. A container that has ended is left alone.
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
	}, landed: func(ctx context.Context) bool { // a second signal would hit the process that restarted since
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

// Unpause resumes a paused container. One that is not paused is left alone.
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

// Remove kills a container and removes it with its anonymous volumes. A missing container is no error.
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

// waitGone waits for a removal that another caller started.
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

// Disconnect disconnects a container from a network. One that is not connected is left alone.
func (e *Engine) Disconnect(ctx context.Context, networkID, id string) error {
	err := e.again(ctx, call{what: about("disconnect", id), do: func(ctx context.Context) error {
		return e.docker.NetworkDisconnect(ctx, networkID, id, true)
	}})
	if err != nil && (errdefs.IsNotFound(err) || strings.Contains(err.Error(), "is not connected")) {
		return nil
	}
	return err
}

// Connect connects a container to a network, with an address and aliases. One that is connected is left alone.
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

// plain removes the prefix that the client adds to the engine's message.
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
