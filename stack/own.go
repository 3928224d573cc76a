package stack

import (
	"context"
	"errors"
	"fmt"

	"firedrill/internal/engine"
)

// own looks at the container in a service's place. It is found by its name and known by its labels: a container of that
// name that is not the lab's is not there, as far as anything of ours is concerned. Whoever changes something acts on the
// id in the answer, never on the name.
func (c Containers) own(ctx context.Context, service string) (engine.State, error) {
	s, err := c.Engine.Inspect(ctx, c.name(service))
	if err == nil && s.Status != engine.Missing && !ownedBy(s.Labels, c.Instance, service) {
		return engine.State{Status: engine.Missing}, nil
	}
	return s, err
}

// ownedBy says that labels are those of a service of an instance.
func ownedBy(labels map[string]string, instance, service string) bool {
	return labels[LabelLab] == instance && labels[LabelService] == service
}

// ErrNoContainer says that there is nothing in a service's place.
var ErrNoContainer error = noContainer{}

type noContainer struct{}

func (noContainer) Error() string { return "its container is gone" }

// Hint says how a service comes back whose container was removed by hand.
func (noContainer) Hint() string {
	return "firedrill start brings back a container that a fault set aside; one that was removed comes back with the lab: firedrill down, then firedrill up"
}

// ID is the id of the container in a service's place.
func (c Containers) ID(ctx context.Context, service string) (string, error) {
	s, err := c.own(ctx, service)
	if err == nil && s.Status == engine.Missing {
		err = ErrNoContainer
	}
	return s.ID, err
}

// with does something to the container in a service's place.
func (c Containers) with(ctx context.Context, service string, do func(ctx context.Context, id string) error) error {
	id, err := c.ID(ctx, service)
	if err != nil {
		return err
	}
	return do(ctx, id)
}

// Delete removes the container in a service's place. One that is gone is what is wanted.
func (c Containers) Delete(ctx context.Context, service string) error {
	return named("remove", service, whole(ctx, func(ctx context.Context) error {
		err := c.with(ctx, service, c.Engine.Remove)
		if errors.Is(err, ErrNoContainer) {
			return nil
		}
		return err
	}))
}

// network is the lab's network. A lab may have left another one that its engine does not give up: the newest is in use.
func (c Containers) network(ctx context.Context) (engine.Network, error) {
	all, err := c.Engine.Networks(ctx, LabelLab+"="+c.Instance)
	if err != nil {
		return engine.Network{}, err
	}
	if len(all) == 0 {
		return engine.Network{}, fmt.Errorf("lab %q has no network", c.Instance)
	}
	return newest(all), nil
}

func newest(all []engine.Network) engine.Network {
	found := all[0]
	for _, n := range all[1:] {
		if n.Created.After(found.Created) {
			found = n
		}
	}
	return found
}
