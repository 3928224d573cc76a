package chaos

import (
	"context"
	"errors"
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

func AsideOf(lab Lab) (AsideLab, error) {
	if a, ok := lab.Containers().(AsideLab); ok {
		return a, nil
	}
	return nil, errors.New("the lab's containers can't be set aside")
}

// NetLab is what containers offer that can be taken off their network.
type NetLab interface {
	// Seat tells where a service's container is on the lab's network; one that is off it has no address.
	Seat(ctx context.Context, service string) (Seat, error)
	Disconnect(ctx context.Context, service string) error
	// Connect puts it there; one that is there already is left alone.
	Connect(ctx context.Context, service string, s Seat) error
}

// Seat is a container's place on a network.
type Seat struct {
	Address string   `json:"address"`
	Aliases []string `json:"aliases"`
}

func NetOf(lab Lab) (NetLab, error) {
	if n, ok := lab.Containers().(NetLab); ok {
		return n, nil
	}
	return nil, errors.New("the lab's containers can't be taken off their network")
}
