package stack

import (
	"context"

	"firedrill/chaos"
	"firedrill/internal/engine"
)

// Seat returns the actual address of a service's container on the lab's network.
func (c Containers) Seat(ctx context.Context, service string) (chaos.Seat, error) {
	s, err := c.own(ctx, service)
	return chaos.Seat{Address: s.Address, Aliases: s.Aliases}, named("look at", service, err)
}

// Disconnect disconnects a service's container from the network.
func (c Containers) Disconnect(ctx context.Context, service string) error {
	return named("disconnect", service, whole(ctx, func(ctx context.Context) error {
		n, err := c.network(ctx)
		if err != nil {
			return err
		}
		return c.with(ctx, service, func(ctx context.Context, id string) error { return c.Engine.Disconnect(ctx, n.ID, id) })
	}))
}

// Connect connects a service's container to the network at its address. A container that got another address is moved.
func (c Containers) Connect(ctx context.Context, service string, to chaos.Seat) error {
	return named("connect", service, whole(ctx, func(ctx context.Context) error {
		s, err := c.own(ctx, service)
		if err == nil && s.Status == engine.Missing {
			err = ErrNoContainer
		}
		if err != nil || s.Address == to.Address {
			return err
		}
		n, err := c.network(ctx)
		if err != nil {
			return err
		}
		if s.Address != "" {
			if err := c.Engine.Disconnect(ctx, n.ID, s.ID); err != nil {
				return err
			}
		}
		return c.Engine.Connect(ctx, n.ID, s.ID, to.Address, to.Aliases)
	}))
}
