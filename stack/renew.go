package stack

import (
	"context"
	"errors"
	"strings"
	"time"

	"firedrill/chaos"
	"firedrill/internal/engine"
)

// renew replaces a service's container by one as the lab first created it: original environment, command, limits,
// network address and configuration. The old container is set aside.
func (c Containers) renew(ctx context.Context, service string, change []string) error {
	return named("replace", service, whole(ctx, func(ctx context.Context) error {
		stood, err := c.setAside(ctx, service)
		if err != nil && !errors.Is(err, ErrNoContainer) {
			return err
		}
		first, err := c.original(ctx, service)
		if err == nil && first == "" {
			err = ErrNoContainer
		}
		if err != nil {
			return err
		}
		l, err := c.asFirst(ctx, service, first)
		if err != nil {
			return err
		}
		made, err := c.Engine.Inspect(ctx, first)
		if err != nil {
			return err
		}
		l.Env = MergeEnv(made.Env, change)
		if _, err = c.Engine.Recreate(ctx, first, l); err != nil {
			return err
		}
		was := made
		if stood != "" {
			if was, err = c.Engine.Inspect(ctx, stood); err != nil {
				return err
			}
		}
		c.noteChanges(deployed(service, was.Env, l.Env)...)
		return nil
	}))
}

// asFirst returns the settings of a service's container that may have changed since the lab created it, with their
// original values.
func (c Containers) asFirst(ctx context.Context, service, first string) (engine.Like, error) {
	l := engine.Like{Name: c.name(service), Keep: configFolder}
	seat, err := c.Place(ctx, service)
	if err != nil {
		return l, err
	}
	n, err := c.network(ctx)
	if err != nil {
		return l, err
	}
	l.Seat = &engine.Seat{Network: n.Name, Address: seat.Address, Aliases: seat.Aliases}
	if own, err := c.Own(ctx, service); err == nil {
		l.Hold = engine.Limits(own)
	}
	if service == Nginx {
		if conf, err := c.Engine.ReadFile(ctx, first, chaos.NginxOriginal); err == nil { // none: it was never changed
			l.Put = []engine.File{{Path: chaos.NginxConf[1:], Mode: 0o644, Data: conf}}
		}
	}
	return l, nil
}

// Place returns the address that a service has on the lab's network by definition, wherever it is now.
func (c Containers) Place(ctx context.Context, service string) (chaos.Seat, error) {
	n, err := c.network(ctx)
	if err != nil {
		return chaos.Seat{}, named("look at", service, err)
	}
	subnet, ok := strings.CutSuffix(n.Subnet, ".0/24")
	if !ok || hosts[service] == 0 {
		return chaos.Seat{}, named("look at", service, errors.New("it has no place on the lab's network"))
	}
	seat := chaos.Seat{Address: address(subnet, service), Aliases: []string{service}}
	if service == Nginx {
		seat.Aliases = append(seat.Aliases, SiteName)
	}
	return seat, nil
}

// Newest returns the container that a service had before the current one; "" if there was none.
func (c Containers) Newest(ctx context.Context, service string) (string, error) {
	all, err := c.all(ctx, service)
	if err != nil {
		return "", named("look at", service, err)
	}
	for _, l := range all {
		if n := c.number(service, l); n >= 0 && n == c.last(service, all) {
			return l.ID, nil
		}
	}
	return "", nil
}

// Within waits until a service's container has run for a while, and returns its state: a process that cannot run exits
// in that time.
func (c Containers) Within(ctx context.Context, service string, settle time.Duration) (chaos.State, error) {
	tick := time.NewTicker(25 * time.Millisecond)
	defer tick.Stop()
	until := time.Now().Add(settle)
	for {
		s, err := c.State(ctx, service)
		if err != nil || s.Status != "running" || time.Now().After(until) {
			return s, err
		}
		select {
		case <-ctx.Done():
			return s, context.Cause(ctx)
		case <-tick.C:
		}
	}
}
