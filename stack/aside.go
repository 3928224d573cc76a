package stack

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"firedrill/chaos"
	"firedrill/internal/engine"
)

// configFolder is what the plan copies into containers; those that take their places get it too.
const configFolder = "/etc/firedrill"

// Redeploy puts a new container in the place of a service's: the old one is stopped, which frees its address and its
// alias, renamed, and kept aside for Restore.
func (c Containers) Redeploy(ctx context.Context, service string, env []string) error {
	return c.replace(ctx, "redeploy", service, engine.Like{Env: env})
}

// Remake does so with a container that differs in something else.
func (c Containers) Remake(ctx context.Context, service string, m chaos.Make) error {
	return c.replace(ctx, "remake", service, engine.Like{Env: m.Env, Args: m.Args, Again: m.Again, Files: m.Files})
}

func (c Containers) replace(ctx context.Context, verb, service string, l engine.Like) error {
	l.Name, l.Keep = c.name(service), configFolder
	return named(verb, service, whole(ctx, func(ctx context.Context) error {
		old, err := c.setAside(ctx, service)
		if err != nil {
			return err
		}
		was, err := c.Engine.Inspect(ctx, old)
		if err != nil {
			return err
		}
		if _, err = c.Engine.Recreate(ctx, old, l); err != nil {
			return err
		}
		now := was.Env
		if l.Env != nil {
			now = l.Env
		}
		c.tell(deployed(service, was.Env, now)...)
		return nil
	}))
}

// SetAside takes a service's container out of its place.
func (c Containers) SetAside(ctx context.Context, service string) error {
	return named("set aside", service, whole(ctx, func(ctx context.Context) error {
		_, err := c.setAside(ctx, service)
		return err
	}))
}

// setAside stops and renames the container in a service's place, and returns its id.
func (c Containers) setAside(ctx context.Context, service string) (string, error) {
	name := c.name(service)
	all, err := c.all(ctx, service)
	if err != nil {
		return "", err
	}
	old, err := c.ID(ctx, service)
	if err != nil {
		return "", err
	}
	if err := c.Engine.Stop(ctx, old, time.Second); err != nil {
		return "", err
	}
	return old, c.Engine.Rename(ctx, old, aside(name, c.last(service, all)+1))
}

// last is the highest number of a service's containers that are set aside, -1 where there is none.
func (c Containers) last(service string, all []engine.Listed) int {
	n := -1
	for _, l := range all {
		n = max(n, c.number(service, l))
	}
	return n
}

// number is which of those that were set aside a container is; -1 for one that isn't.
func (c Containers) number(service string, l engine.Listed) int {
	text, ok := strings.CutPrefix(l.Name, asidePrefix(c.name(service)))
	n, err := strconv.Atoi(text)
	if !ok || err != nil {
		return -1
	}
	return n
}

// PutBack takes away what stands in a service's place, and what was set aside after the container that it puts there. What
// was set aside before it stays.
func (c Containers) PutBack(ctx context.Context, service, id string) error {
	return named("put back", service, whole(ctx, func(ctx context.Context) error {
		all, err := c.all(ctx, service)
		at := slices.IndexFunc(all, func(l engine.Listed) bool { return l.ID == id })
		if err != nil || at < 0 {
			return err
		}
		from := c.number(service, all[at])
		for _, l := range all {
			if from >= 0 && c.number(service, l) > from {
				if err := c.Engine.Remove(ctx, l.ID); err != nil {
					return err
				}
			}
			if l.ID != id && l.Name == c.name(service) {
				if err := c.Engine.Remove(ctx, l.ID); err != nil {
					return err
				}
				c.tell("rollback " + service)
			}
		}
		for _, l := range all {
			if l.ID == id && l.Name != c.name(service) {
				if err := c.Engine.Rename(ctx, id, c.name(service)); err != nil {
					return err
				}
			}
		}
		return c.Engine.Boot(ctx, id)
	}))
}

var _ chaos.AsideLab = Containers{}
