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

// configFolder is the folder into which the plan copies configuration. Replacement containers get it too.
const configFolder = "/etc/firedrill"

// Replace stops a service's current container, which frees its address and alias, sets it aside for Restore, and starts
// another one in its place.
func (c Containers) Replace(ctx context.Context, service string, with chaos.Replacement) error {
	switch {
	case with.None:
		return c.empty(ctx, service)
	case with.AsFirst:
		return c.renew(ctx, service, with.Env)
	}
	l := engine.Like{Name: c.name(service), Keep: configFolder, Env: with.Env, Args: with.Args, Again: with.Again, Files: with.Files}
	return named("replace", service, whole(ctx, func(ctx context.Context) error {
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
		c.noteChanges(deployed(service, was.Env, now)...)
		return nil
	}))
}

// empty leaves a service without a container.
func (c Containers) empty(ctx context.Context, service string) error {
	return named("remove", service, whole(ctx, func(ctx context.Context) error {
		_, err := c.setAside(ctx, service)
		return err
	}))
}

// setAside stops and renames a service's current container, and returns its id.
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

// last returns the highest number of a service's containers set aside, -1 if there is none.
func (c Containers) last(service string, all []engine.Listed) int {
	n := -1
	for _, l := range all {
		n = max(n, c.number(service, l))
	}
	return n
}

// number returns the number of a container that was set aside; -1 for any other.
func (c Containers) number(service string, l engine.Listed) int {
	text, ok := strings.CutPrefix(l.Name, asidePrefix(c.name(service)))
	n, err := strconv.Atoi(text)
	if !ok || err != nil {
		return -1
	}
	return n
}

// Restore removes a service's current container and every container set aside after the one with this id, which it
// restores. Those set aside before it are kept. Each step is idempotent, so that another process can continue where one
// stopped.
func (c Containers) Restore(ctx context.Context, service, id string) error {
	return named("restore", service, whole(ctx, func(ctx context.Context) error {
		all, err := c.all(ctx, service)
		at := slices.IndexFunc(all, func(l engine.Listed) bool { return l.ID == id })
		if err != nil || at < 0 {
			return err
		}
		if err := c.clear(ctx, service, all, all[at]); err != nil {
			return err
		}
		if all[at].Name != c.name(service) {
			if err := c.Engine.Rename(ctx, id, c.name(service)); err != nil {
				return err
			}
		}
		return c.Engine.Boot(ctx, id)
	}))
}

// clear removes a service's current container, and those set aside after the one to restore.
func (c Containers) clear(ctx context.Context, service string, all []engine.Listed, back engine.Listed) error {
	from := c.number(service, back)
	for _, l := range all {
		inPlace := l.ID != back.ID && l.Name == c.name(service)
		if !inPlace && (from < 0 || c.number(service, l) <= from) {
			continue
		}
		if err := c.Engine.Remove(ctx, l.ID); err != nil {
			return err
		}
		if inPlace {
			c.noteChanges("rollback " + service)
		}
	}
	return nil
}
