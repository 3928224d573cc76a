package stack

import (
	"context"
	"errors"
	"strings"
	"time"

	"firedrill/chaos"
	"firedrill/internal/engine"
)

// renew puts a container in a service's place that is made as the lab first made it: its first environment and command,
// its own limits, its place on the network, and the configuration that it came up with. What stood there is set aside.
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
		c.tell(deployed(service, was.Env, l.Env)...)
		return nil
	}))
}

// asFirst says in what a service's container may have been changed since the lab made it.
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

// Place is where a service belongs on the lab's network, wherever it is now.
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

// Newest is the container that stood in a service's place before the one that does now; "" when there was none.
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

// Within waits until a service's container has run for a while, and returns its state: what can't live ends soon.
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
