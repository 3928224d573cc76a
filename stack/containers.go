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

// Containers lets faults act on a lab's containers from outside, by the services' names.
type Containers struct {
	Engine   *engine.Engine
	Instance string
	Client   string // the name of the client's container, "" where none is held
	works    *works
	Changed  func(what string) // is told of deploys and changes of configuration; may be nil
}

func (c Containers) name(service string) string {
	if service == Client && c.Client != "" {
		return c.Client
	}
	return ContainerName(c.Instance, service)
}

// State is what the engine says of a service's container, and which one it first was.
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

// Start boots a service's container.
func (c Containers) Start(ctx context.Context, service string) error {
	return named("start", service, whole(ctx, func(ctx context.Context) error { return c.with(ctx, service, c.Engine.Boot) }))
}

// Stop ends it, at once when the grace time is over.
func (c Containers) Stop(ctx context.Context, service string, grace time.Duration) error {
	return named("stop", service, wholeWithin(ctx, wholeTime+grace, func(ctx context.Context) error {
		return c.with(ctx, service, func(ctx context.Context, id string) error { return c.Engine.Stop(ctx, id, grace) })
	}))
}

// Kill sends it a signal.
func (c Containers) Kill(ctx context.Context, service, signal string) error {
	return named("kill", service, whole(ctx, func(ctx context.Context) error {
		err := c.with(ctx, service, func(ctx context.Context, id string) error { return c.Engine.Kill(ctx, id, signal) })
		if err == nil && service == Nginx && signal == "HUP" {
			c.tell("config " + service + " reloaded")
		}
		return err
	}))
}

// Pause freezes it.
func (c Containers) Pause(ctx context.Context, service string) error {
	return named("pause", service, whole(ctx, func(ctx context.Context) error { return c.with(ctx, service, c.Engine.Pause) }))
}

// Unpause lets it go on.
func (c Containers) Unpause(ctx context.Context, service string) error {
	return named("unpause", service, whole(ctx, func(ctx context.Context) error { return c.with(ctx, service, c.Engine.Unpause) }))
}

// Env returns the variables that a container was made with.
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

// all lists the containers of a service: the one in its place, and those kept aside.
func (c Containers) all(ctx context.Context, service string) ([]engine.Listed, error) {
	return c.Engine.List(ctx, LabelLab+"="+c.Instance, LabelService+"="+service)
}

// original is the container that stood in the service's place before the first redeploy.
func (c Containers) original(ctx context.Context, service string) (string, error) {
	all, err := c.all(ctx, service)
	for _, l := range all {
		if l.Name == aside(c.name(service), 0) {
			return l.ID, err
		}
	}
	return "", err
}

// aside is the name of the n-th container that was set aside. It says nothing of why.
func aside(name string, n int) string { return asidePrefix(name) + strconv.Itoa(n) }

func asidePrefix(name string) string { return name + "-r" }

// keeper is the container that a service came up with: the one in its place, or the one that a fault has set aside. It
// holds the files and the variables that the lab was made with.
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
