package chaos

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"firedrill/internal/record"
)

var containerDisconnectKind = Kind{
	Name:    "container.disconnect",
	Family:  "container",
	Summary: "take a service's container off the network, and connect it again",
	Manual: "The process runs on and can reach nobody. Connections that were open hang, its name is not known any more. It comes " +
		"back under the same address and names. A port that nginx publishes on the engine's host is not published while it is off.",
	Acts:    AtEngine,
	Within:  10 * time.Second,
	Causes:  causesDisconnect,
	Example: Example{On: "redis"},
	New:     func() Fault { return &containerDisconnect{} },
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

// containerDisconnect takes a container off its network.
type containerDisconnect struct {
	On string `param:"on" required:"true" doc:"the service that is taken off the network"`
}

func (f *containerDisconnect) Validate() []Problem { return nil }

// seatUndo is what the revert needs.
type seatUndo struct {
	before
	Seat Seat `json:"seat"`
}

func netOf(lab Lab) (NetLab, error) {
	if n, ok := lab.Containers().(NetLab); ok {
		return n, nil
	}
	return nil, errors.New("the lab's containers can't be taken off their network")
}

func (f *containerDisconnect) Plan(ctx context.Context, lab Lab) (Undo, error) {
	s, err := running(ctx, lab, f.On)
	if err != nil {
		return nil, err
	}
	n, err := netOf(lab)
	if err != nil {
		return nil, err
	}
	seat, err := n.Seat(ctx, f.On)
	if err == nil && seat.Address == "" {
		err = fmt.Errorf("container %q is off its network already", f.On)
	}
	if err != nil {
		return nil, err
	}
	return json.Marshal(seatUndo{before{s.ID, s.Started}, seat})
}

func (f *containerDisconnect) Inject(ctx context.Context, lab Lab, _ Undo) error {
	n, err := netOf(lab)
	if err != nil {
		return err
	}
	return n.Disconnect(ctx, f.On)
}

func (f *containerDisconnect) Prove(ctx context.Context, lab Lab, _ Undo) Proof {
	p := Proof{Effect: feltDown(ctx, lab, f.On, down...)}
	n, err := netOf(lab)
	if err != nil {
		p.Mechanism.Saw = err.Error()
		return p
	}
	p.Mechanism = seated(ctx, n, f.On, "")
	return p
}

// seated looks whether a container has that address; "" means that it is off the network.
func seated(ctx context.Context, n NetLab, service, address string) record.Check {
	seat, err := n.Seat(ctx, service)
	switch {
	case err != nil:
		return record.Check{Saw: err.Error()}
	case seat.Address == "":
		return record.Check{OK: address == "", Saw: "off the network"}
	}
	return record.Check{OK: seat.Address == address, Saw: "on the network at " + seat.Address}
}

func (f *containerDisconnect) Revert(ctx context.Context, lab Lab, undo Undo) error {
	var u seatUndo
	if err := json.Unmarshal(undo, &u); err != nil {
		return fmt.Errorf("undo: %w", err)
	}
	n, err := netOf(lab)
	if err != nil {
		return err
	}
	return n.Connect(ctx, f.On, u.Seat)
}

func (f *containerDisconnect) Gone(ctx context.Context, lab Lab, undo Undo) record.Check {
	var u seatUndo
	if err := json.Unmarshal(undo, &u); err != nil {
		return record.Check{Saw: err.Error()}
	}
	n, err := netOf(lab)
	if err != nil {
		return record.Check{Saw: err.Error()}
	}
	c := seated(ctx, n, f.On, u.Seat.Address)
	if !c.OK {
		return c
	}
	return alsoServed(ctx, lab, f.On, c.Saw)
}
