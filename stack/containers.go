package stack

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"time"

	"firedrill/chaos"
	"firedrill/internal/engine"
)

// Containers is the port through which faults act on a lab's containers from outside, by service name.
type Containers struct {
	Engine   *engine.Engine
	Instance string
	Client   string // name of the client's container, "" if this process holds none
	works    *works
	Changed  func(what string) // receives deploys and configuration changes; may be nil
}

func (c Containers) name(service string) string {
	if service == Client && c.Client != "" {
		return c.Client
	}
	return ContainerName(c.Instance, service)
}

// State returns the engine's state of a service's container, and the service's original container.
func (c Containers) State(ctx context.Context, service string) (chaos.State, error) {
	s, err := c.own(ctx, service)
	if err != nil {
		return chaos.State{}, named("look at", service, err)
	}
	original, err := c.original(ctx, service)
	if err != nil {
		return chaos.State{}, named("look at", service, err)
	}
	return chaos.State{ID: s.ID, Original: original, Status: s.Status, ExitCode: s.ExitCode, OOM: s.OOM, Started: s.Started,
		Restarts: s.Restarts, Files: s.Files}, nil
}

// Start starts a service's container.
func (c Containers) Start(ctx context.Context, service string) error {
	return named("start", service, whole(ctx, func(ctx context.Context) error { return c.with(ctx, service, c.Engine.Boot) }))
}

// Stop stops a service's container and kills it after the grace time.
func (c Containers) Stop(ctx context.Context, service string, grace time.Duration) error {
	return named("stop", service, wholeWithin(ctx, wholeTime+grace, func(ctx context.Context) error {
		return c.with(ctx, service, func(ctx context.Context, id string) error { return c.Engine.Stop(ctx, id, grace) })
	}))
}

// Kill sends a signal to a service's container.
func (c Containers) Kill(ctx context.Context, service, signal string) error {
	return named("kill", service, whole(ctx, func(ctx context.Context) error {
		err := c.with(ctx, service, func(ctx context.Context, id string) error { return c.Engine.Kill(ctx, id, signal) })
		if err == nil && service == Nginx && signal == "HUP" {
			c.noteChanges("config " + service + " reloaded")
		}
		return err
	}))
}

// Pause freezes a service's container.
func (c Containers) Pause(ctx context.Context, service string) error {
	return named("pause", service, whole(ctx, func(ctx context.Context) error { return c.with(ctx, service, c.Engine.Pause) }))
}

// Unpause resumes a service's container.
func (c Containers) Unpause(ctx context.Context, service string) error {
	return named("unpause", service, whole(ctx, func(ctx context.Context) error { return c.with(ctx, service, c.Engine.Unpause) }))
}

// Env returns the environment that a container was created with.
func (c Containers) Env(ctx context.Context, id string) ([]string, error) {
	s, err := c.Engine.Inspect(ctx, id)
	if err == nil && s.Status == engine.Missing {
		err = errors.New("it is gone")
	}
	if err != nil {
		return nil, fmt.Errorf("look at container %.12s: %w", id, err)
	}
	return s.Env, nil
}

// all lists the containers of a service: the current one, and those set aside.
func (c Containers) all(ctx context.Context, service string) ([]engine.Listed, error) {
	return c.Engine.List(ctx, LabelLab+"="+c.Instance, LabelService+"="+service)
}

// original returns the id of the container that a service had before its first redeploy.
func (c Containers) original(ctx context.Context, service string) (string, error) {
	all, err := c.all(ctx, service)
	for _, l := range all {
		if l.Name == aside(c.name(service), 0) {
			return l.ID, err
		}
	}
	return "", err
}

// aside returns the name of the n-th container that was set aside. The name does not reveal the reason.
func aside(name string, n int) string { return asidePrefix(name) + strconv.Itoa(n) }

func asidePrefix(name string) string { return name + "-r" }

// keeper returns the container that a service started with, whether it is current or set aside. It holds the original
// files and environment.
func (c Containers) keeper(ctx context.Context, service string) (string, error) {
	original, err := c.original(ctx, service)
	if err != nil || original != "" {
		return original, err
	}
	return c.ID(ctx, service)
}

func named(verb, service string, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("%s %q: %w", verb, service, err)
}
