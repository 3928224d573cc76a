package stack

import (
	"context"
	"errors"
	"fmt"

	"firedrill/internal/engine"
)

// own returns the state of a service's current container. It is found by name and verified by its labels: a container
// with that name that does not belong to the lab counts as missing. Callers that change a container use the returned
// id, never the name.
func (c Containers) own(ctx context.Context, service string) (engine.State, error) {
	s, err := c.Engine.Inspect(ctx, c.name(service))
	if err == nil && s.Status != engine.Missing && !ownedBy(s.Labels, c.Instance, service) {
		return engine.State{Status: engine.Missing}, nil
	}
	return s, err
}

// ownedBy reports that the labels are those of a service of the instance.
func ownedBy(labels map[string]string, instance, service string) bool {
	return labels[LabelLab] == instance && labels[LabelService] == service
}

// ErrNoContainer says that a service has no container.
var ErrNoContainer error = noContainer{}

type noContainer struct{}

func (noContainer) Error() string { return "its container is gone" }

// Hint says how to restore a service whose container was removed manually.
func (noContainer) Hint() string {
	return "firedrill start brings back a container that a fault set aside; one that was removed comes back with the lab: firedrill down, then firedrill up"
}

// ID returns the id of a service's current container.
func (c Containers) ID(ctx context.Context, service string) (string, error) {
	s, err := c.own(ctx, service)
	if err == nil && s.Status == engine.Missing {
		err = ErrNoContainer
	}
	return s.ID, err
}

// with calls do with the id of a service's current container.
func (c Containers) with(ctx context.Context, service string, do func(ctx context.Context, id string) error) error {
	id, err := c.ID(ctx, service)
	if err != nil {
		return err
	}
	return do(ctx, id)
}

// Delete removes a service's current container. A missing one is no error.
func (c Containers) Delete(ctx context.Context, service string) error {
	return named("remove", service, whole(ctx, func(ctx context.Context) error {
		err := c.with(ctx, service, c.Engine.Remove)
		if errors.Is(err, ErrNoContainer) {
			return nil
		}
		return err
	}))
}

// network returns the lab's network. An earlier network of the lab that the engine could not remove may still exist, so
// the newest one is used.
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
