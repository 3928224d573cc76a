package container

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"firedrill/chaos"
	"firedrill/chaos/instance"
	"firedrill/internal/record"
)

var disconnectKind = chaos.Kind{
	Name:    "container.disconnect",
	Family:  "container",
	Summary: "disconnect a service's container from the network, and connect it again",
	Manual: "The process keeps running and can reach nothing. Open connections hang, and the name of the service does not " +
		"resolve. The container comes back with the same address and names. While it is disconnected, a port that nginx " +
		"publishes on the engine's host is not published.",
	Acts:    chaos.AtEngine,
	Ports:   []chaos.Port{chaos.PortContainers, chaos.PortProbes},
	Within:  10 * time.Second,
	Causes:  chaos.CausesDisconnect,
	Example: chaos.Example{On: "redis"},
	New:     func() chaos.Fault { return &disconnect{} },
}

// disconnect disconnects a container from its network.
type disconnect struct {
	On string `param:"on" required:"true" doc:"the service that is disconnected"`
}

func (f *disconnect) Validate() []chaos.Problem { return nil }

// seatUndo is what the revert needs.
type seatUndo struct {
	instance.Before
	Seat chaos.Seat `json:"seat"`
}

func (f *disconnect) Plan(ctx context.Context, t *chaos.Target) (chaos.Undo, error) {
	s, err := t.Running(ctx, f.On)
	if err != nil {
		return nil, err
	}
	seat, err := t.Containers.Seat(ctx, f.On)
	if err == nil && seat.Address == "" {
		err = fmt.Errorf("container %q is off its network already", f.On)
	}
	if err != nil {
		return nil, err
	}
	return json.Marshal(seatUndo{instance.Before{ID: s.ID, Started: s.Started}, seat})
}

func (f *disconnect) Inject(ctx context.Context, t *chaos.Target, _ chaos.Undo) error {
	return t.Containers.Disconnect(ctx, f.On)
}

func (f *disconnect) Prove(ctx context.Context, t *chaos.Target, _ chaos.Undo) chaos.Proof {
	p := chaos.Proof{Effect: feltDown(ctx, t, f.On, down...)}
	p.Mechanism = seated(ctx, t, f.On, "")
	return p
}

// seated checks whether a container has that address; "" means that it is off the network.
func seated(ctx context.Context, t *chaos.Target, service, address string) record.Check {
	seat, err := t.Containers.Seat(ctx, service)
	switch {
	case err != nil:
		return record.Check{Saw: err.Error()}
	case seat.Address == "":
		return record.Check{OK: address == "", Saw: "off the network"}
	}
	return record.Check{OK: seat.Address == address, Saw: "on the network at " + seat.Address}
}

func (f *disconnect) Revert(ctx context.Context, t *chaos.Target, undo chaos.Undo) error {
	var u seatUndo
	if err := json.Unmarshal(undo, &u); err != nil {
		return fmt.Errorf("undo: %w", err)
	}
	return t.Containers.Connect(ctx, f.On, u.Seat)
}

func (f *disconnect) Gone(ctx context.Context, t *chaos.Target, undo chaos.Undo) record.Check {
	var u seatUndo
	if err := json.Unmarshal(undo, &u); err != nil {
		return record.Check{Saw: err.Error()}
	}
	c := seated(ctx, t, f.On, u.Seat.Address)
	if !c.OK {
		return c
	}
	return t.AlsoServed(ctx, f.On, c.Saw)
}

// Acts checks whether the container is off the network.
func (f *disconnect) Acts(ctx context.Context, t *chaos.Target, _ chaos.Undo) (record.Check, error) {
	seat, err := t.Containers.Seat(ctx, f.On)
	return record.Check{OK: seat.Address == "", Saw: "on the network at " + seat.Address}, err
}

func (f *disconnect) Claims() []chaos.Claim {
	return chaos.Exclusive("the network connection of %q", f.On)
}
