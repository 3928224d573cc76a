package chaos

import (
	"context"
	"errors"
	"fmt"
)

// AsideLab is what containers offer that can be set aside for others, with all that they hold, and be put back.
type AsideLab interface {
	// SetAside stops a service's container and takes it out of the service's place.
	SetAside(ctx context.Context, service string) error
	// Remake sets a service's container aside and puts one in its place that is made like it, but for what is said.
	Remake(ctx context.Context, service string, m Make) error
	// PutBack puts the container with that id back in the service's place, running, and removes the one that stands
	// there. One that is gone went with everything that was set aside after it: then nothing is to be done. It is
	// idempotent, and works from a SetAside or Remake that was cut short.
	PutBack(ctx context.Context, service, id string) error
}

// Make is how a container is to differ from the one that it replaces.
type Make struct {
	Env   []string // its variables; nil as before
	Args  []string // added to its command
	Again bool     // the engine starts it again whenever it ends
	Files int64    // how many files it may have open; 0 as before
}

func asideOf(lab Lab) (AsideLab, error) {
	if a, ok := lab.Containers().(AsideLab); ok {
		return a, nil
	}
	return nil, errors.New("the lab's containers can't be set aside")
}

// putBack is the revert of what set a container aside.
func putBack(ctx context.Context, lab Lab, service string, undo Undo) error {
	b, err := readBefore(undo)
	if err != nil {
		return err
	}
	a, err := asideOf(lab)
	if err != nil {
		return err
	}
	return a.PutBack(ctx, service, b.ID)
}

// remade puts a container in a service's place that differs in one thing.
func remade(ctx context.Context, lab Lab, service string, undo Undo, m Make) error {
	a, err := asideOf(lab)
	if err != nil {
		return err
	}
	b, err := readBefore(undo)
	if err != nil {
		return err
	}
	s, err := lab.Containers().State(ctx, service)
	if err == nil && s.ID != b.ID {
		err = fmt.Errorf("container %q was replaced meanwhile", service)
	}
	if err != nil {
		return err
	}
	return a.Remake(ctx, service, m)
}
