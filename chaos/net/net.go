// Package net holds the faults that damage packets on a service's network path.
package net

import (
	"context"
	"encoding/json"
	"fmt"
	"net/netip"
	"time"

	"firedrill/chaos"
	"firedrill/chaos/packet"
	"firedrill/internal/record"
)

// quickReach is how long a connection may take to be: less than a second, after which a lost packet is sent again.
const quickReach = 700 * time.Millisecond

// wire is what all damage to packets is asked for.
type wire struct {
	On        string `param:"on" required:"true" doc:"the service in whose network namespace the packets are damaged"`
	Peer      string `param:"peer" doc:"the service at the far end, shop for all of its replicas; everyone unless said"`
	Direction string `param:"direction" default:"both" enum:"both,in,out" doc:"which way packets go, as the target sees it"`
}

// ways is in how many directions a round trip is damaged.
func (w wire) ways() int {
	if w.Direction == "both" {
		return 2
	}
	return 1
}

// spec is a spec that is narrowed to these packets, once its peers are filled in.
func (w wire) spec() packet.Spec { return packet.Spec{Direction: packet.Direction(w.Direction)} }

// near is how a connection is made that meets the damage: from the target to its peer, or as its users do.
func (w wire) near() chaos.Reach {
	r := chaos.Reach{To: w.On, Count: 20, Within: quickReach}
	if w.Peer != "" {
		r.From, r.To = w.On, w.Peer
	}
	return r
}

// toward is a connection to the target, by which what it takes in is damaged.
func (w wire) toward() chaos.Reach {
	r := w.near()
	r.From, r.To = w.Peer, w.On
	return r
}

// damage is what a kind does to packets, and how it is felt. It follows from the parameters alone.
type damage struct {
	apply chaos.Damage
	reach chaos.Reach // feels it
	feels func(felt) record.Check
}

// kind is what makes a kind of this family.
type kind interface {
	Validate() []chaos.Problem
	path() wire
	damage() damage
}

// felt is what a look at the wire found.
type felt struct {
	base          time.Duration // the usual round trip, before the damage
	reached       chaos.Reached
	before, after chaos.Standing // around the look
}

// planned is what the faults of this family note.
type planned struct {
	ID   string        `json:"id"`
	Base time.Duration `json:"base"`
}

// fault damages packets on a service's network path.
type fault struct{ kind }

// Parameters returns the struct of the kind.
func (f fault) Parameters() any { return f.kind }

// Plan draws the damage's name, and measures the round trip while all is well. Damage to connections that can't be made
// could not be seen, nor be seen to be gone.
func (f fault) Plan(ctx context.Context, t *chaos.Target) (chaos.Undo, error) {
	w := f.path()
	if _, err := t.Running(ctx, w.On); err != nil {
		return nil, err
	}
	if _, err := f.peers(ctx, t.Net); err != nil {
		return nil, err
	}
	u := planned{ID: chaos.NewID()}
	if _, err := t.Net.Status(ctx, w.On, u.ID); err != nil { // has the agent in place, so that the damage begins at once
		return nil, err
	}
	r, err := t.Net.Reach(ctx, f.damage().reach)
	if err != nil {
		return nil, err
	}
	if len(r.Took) == 0 {
		return nil, fmt.Errorf("%q takes no such connection even now: %s", f.damage().reach.To, r)
	}
	u.Base = r.Typical()
	return json.Marshal(u)
}

// Inject fills in whom it concerns, and begins.
func (f fault) Inject(ctx context.Context, t *chaos.Target, undo chaos.Undo) error {
	n, u, err := openWire(t, undo)
	if err != nil {
		return err
	}
	d := f.damage().apply
	spec := *d.Packets
	if spec.Peers, err = f.peers(ctx, n); err != nil {
		return err
	}
	d.Packets, d.Seed = &spec, seed()
	return n.Apply(ctx, f.path().On, u.ID, d)
}

// Prove looks at the rules, sends something their way, and looks again.
func (f fault) Prove(ctx context.Context, t *chaos.Target, undo chaos.Undo) chaos.Proof {
	n, u, err := openWire(t, undo)
	if err != nil {
		return chaos.Proof{Mechanism: record.Check{Saw: err.Error()}}
	}
	saw, err := f.look(ctx, n, u)
	if err != nil {
		return chaos.Proof{Mechanism: record.Check{Saw: err.Error()}}
	}
	return chaos.Proof{Mechanism: mechanism(saw), Effect: f.damage().feels(saw)}
}

// Revert ends the damage.
func (f fault) Revert(ctx context.Context, t *chaos.Target, undo chaos.Undo) error {
	n, u, err := openWire(t, undo)
	if err != nil {
		return err
	}
	return n.Remove(ctx, f.path().On, u.ID)
}

// Gone looks whether the rules are gone, and whether connections come to be as before.
func (f fault) Gone(ctx context.Context, t *chaos.Target, undo chaos.Undo) record.Check {
	n, u, err := openWire(t, undo)
	if err != nil {
		return record.Check{Saw: err.Error()}
	}
	saw, err := f.look(ctx, n, u)
	switch {
	case err != nil:
		return record.Check{Saw: err.Error()}
	case saw.after.There:
		return record.Check{Saw: "the damage is there: " + saw.after.String()}
	}
	still := f.damage().feels(saw)
	well := !still.OK && len(saw.reached.Failed) == 0 && len(saw.reached.Took) > 0
	return record.Check{OK: well, Saw: "no rules of it; " + still.Saw}
}

func (f fault) look(ctx context.Context, n chaos.Net, u planned) (saw felt, err error) {
	saw.base = u.Base
	if saw.before, err = n.Status(ctx, f.path().On, u.ID); err != nil {
		return saw, err
	}
	if saw.reached, err = n.Reach(ctx, f.damage().reach); err != nil {
		return saw, err
	}
	saw.after, err = n.Status(ctx, f.path().On, u.ID)
	return saw, err
}

func openWire(t *chaos.Target, undo chaos.Undo) (chaos.Net, planned, error) {
	var u planned
	if err := json.Unmarshal(undo, &u); err != nil {
		return nil, u, fmt.Errorf("undo: %w", err)
	}
	return t.Net, u, nil
}

// peers are the addresses of whom the damage concerns; none for everyone.
func (f fault) peers(ctx context.Context, n chaos.Net) ([]netip.Addr, error) {
	if f.path().Peer == "" {
		return nil, nil
	}
	return n.Addresses(ctx, f.path().Peer)
}

// Acts asks the agent whether the damage stands.
func (f fault) Acts(ctx context.Context, t *chaos.Target, undo chaos.Undo) (record.Check, error) {
	n, u, err := openWire(t, undo)
	if err != nil {
		return record.Check{}, err
	}
	return chaos.StandsAt(ctx, n, f.path().On, u.ID)
}
