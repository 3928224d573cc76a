package labtest

import (
	"context"
	"fmt"

	"firedrill/chaos"
)

// address is where every container is found.
const address = "10.0.0.1"

func (c containers) Seat(_ context.Context, name string) (chaos.Seat, error) {
	c.l.mu.Lock()
	defer c.l.mu.Unlock()
	now := c.l.current(name)
	if now == nil {
		return chaos.Seat{}, fmt.Errorf("no container of %q", name)
	}
	if now.off {
		return chaos.Seat{}, nil
	}
	return chaos.Seat{Address: address, Aliases: []string{name}}, nil
}

func (c containers) Disconnect(_ context.Context, name string) error {
	return c.seat("Disconnect", name, true)
}

func (c containers) Connect(_ context.Context, name string, _ chaos.Seat) error {
	return c.seat("Connect", name, false)
}

func (c containers) seat(what, name string, off bool) error {
	c.l.mu.Lock()
	defer c.l.mu.Unlock()
	work, _, err := c.call(what, name)
	if now := c.l.current(name); work && now != nil {
		now.off = off
	}
	return err
}
