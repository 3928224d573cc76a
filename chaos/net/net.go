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

// quickReach bounds the time to connect: less than a second, after which a lost packet is sent again.
const quickReach = 700 * time.Millisecond

// wire has the parameters of most kinds of this family.
type wire struct {
	On        string `param:"on" required:"true" doc:"the service whose packets are damaged"`
	Peer      string `param:"peer" doc:"the service at the far end, shop for all of its replicas; default: everyone"`
	Direction string `param:"direction" default:"both" enum:"both,in,out" doc:"the direction of the packets, as the target sees it"`
}

// ways is in how many directions a round trip is damaged.
func (w wire) ways() int {
	if w.Direction == "both" {
		return 2
	}
	return 1
}

// spec is a spec for these packets, without its peers.
func (w wire) spec() packet.Spec { return packet.Spec{Direction: packet.Direction(w.Direction)} }

// near describes connections that meet the damage: from the target to its peer, or as its users connect.
func (w wire) near() chaos.Reach {
	r := chaos.Reach{To: w.On, Count: 20, Within: quickReach}
	if w.Peer != "" {
		r.From, r.To = w.On, w.Peer
	}
	return r
}

// toward describes connections to the target, whose incoming packets are damaged.
func (w wire) toward() chaos.Reach {
	r := w.near()
	r.From, r.To = w.Peer, w.On
	return r
}

// damage is what a kind does to packets, and how that is measured. It follows from the parameters alone.
type damage struct {
	apply chaos.Damage
	reach chaos.Reach // feels it
	shows func(measured) record.Check
}

// kind defines a kind of this family.
type kind interface {
	Validate() []chaos.Problem
	path() wire
	damage() damage
}

// measured is the result of a check.
type measured struct {
	base          time.Duration // the usual round trip, before the damage
	reached       chaos.Reached
	before, after chaos.Standing // around the look
}

// planned is what the journal holds of a fault.
type planned struct {
	ID   string        `json:"id"`
	Base time.Duration `json:"base"`
}

// fault damages packets on a service's network path.
type fault struct{ kind }

// Parameters returns the struct of the kind.
func (f fault) Parameters() any { return f.kind }

// Plan names the damage, and measures the round trip before it. If no connection can be made, neither the damage nor its absence
// could be proven.
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

// Inject resolves the peers, and applies the damage.
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

// Prove reads the rules, opens connections that meet them, and reads the rules again.
func (f fault) Prove(ctx context.Context, t *chaos.Target, undo chaos.Undo) chaos.Proof {
	n, u, err := openWire(t, undo)
	if err != nil {
		return chaos.Proof{Mechanism: record.Check{Saw: err.Error()}}
	}
	saw, err := f.look(ctx, n, u)
	if err != nil {
		return chaos.Proof{Mechanism: record.Check{Saw: err.Error()}}
	}
	return chaos.Proof{Mechanism: mechanism(saw), Effect: f.damage().shows(saw)}
}

// Revert ends the damage.
func (f fault) Revert(ctx context.Context, t *chaos.Target, undo chaos.Undo) error {
	n, u, err := openWire(t, undo)
	if err != nil {
		return err
	}
	return n.Remove(ctx, f.path().On, u.ID)
}

// Gone checks whether the rules are gone, and whether connections succeed as before.
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
	still := f.damage().shows(saw)
	well := !still.OK && len(saw.reached.Failed) == 0 && len(saw.reached.Took) > 0
	return record.Check{OK: well, Saw: "no rules of it; " + still.Saw}
}

func (f fault) look(ctx context.Context, n chaos.Net, u planned) (saw measured, err error) {
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

// peers returns the addresses that the damage concerns; none for everyone.
func (f fault) peers(ctx context.Context, n chaos.Net) ([]netip.Addr, error) {
	if f.path().Peer == "" {
		return nil, nil
	}
	return n.Addresses(ctx, f.path().Peer)
}

// Acts asks the agent whether the damage is in place.
func (f fault) Acts(ctx context.Context, t *chaos.Target, undo chaos.Undo) (record.Check, error) {
	n, u, err := openWire(t, undo)
	if err != nil {
		return record.Check{}, err
	}
	return chaos.StandsAt(ctx, n, f.path().On, u.ID)
}
