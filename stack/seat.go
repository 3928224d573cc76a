package stack

import (
	"context"

	"firedrill/chaos"
)

// Seat tells where a service's container is on the lab's network.
func (c Containers) Seat(ctx context.Context, service string) (chaos.Seat, error) {
	s, err := c.Engine.Inspect(ctx, c.name(service))
	return chaos.Seat{Address: s.Address, Aliases: s.Aliases}, named("look at", service, err)
}

// Disconnect takes it off the network.
func (c Containers) Disconnect(ctx context.Context, service string) error {
	return named("disconnect", service, whole(ctx, func(ctx context.Context) error {
		return c.Engine.Disconnect(ctx, NetworkName(c.Instance), c.name(service))
	}))
}

// Connect puts it on the network, at its address. One that came up elsewhere meanwhile is moved.
func (c Containers) Connect(ctx context.Context, service string, to chaos.Seat) error {
	return named("connect", service, whole(ctx, func(ctx context.Context) error {
		s, err := c.Engine.Inspect(ctx, c.name(service))
		if err != nil || s.Address == to.Address {
			return err
		}
		if s.Address != "" {
			if err := c.Engine.Disconnect(ctx, NetworkName(c.Instance), c.name(service)); err != nil {
				return err
			}
		}
		return c.Engine.Connect(ctx, NetworkName(c.Instance), c.name(service), to.Address, to.Aliases)
	}))
}

var _ chaos.NetLab = Containers{}
