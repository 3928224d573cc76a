package chaos

import (
	"context"
	"encoding/json"
	"fmt"
	"net/netip"
	"time"

	"firedrill/chaos/packet"
	"firedrill/internal/record"
)

const (
	// netProofTime is how long damage to packets may take to show, or to be gone: longer than the lease of its agent.
	netProofTime = 15 * time.Second
	// quickReach is how long a connection may take to be: less than a second, after which a lost packet is sent again.
	quickReach = 700 * time.Millisecond
)

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
func (w wire) near() Reach {
	r := Reach{To: w.On, Count: 20, Within: quickReach}
	if w.Peer != "" {
		r.From, r.To = w.On, w.Peer
	}
	return r
}

// toward is a connection to the target, by which what it takes in is damaged.
func (w wire) toward() Reach {
	r := w.near()
	r.From, r.To = w.Peer, w.On
	return r
}

// netDeed is damage to packets. It follows from a fault's parameters alone.
type netDeed struct {
	damage Damage
	reach  Reach // feels it
	feels  func(felt) record.Check
}

// felt is what a look at the wire found.
type felt struct {
	base          time.Duration // the usual round trip, before the damage
	reached       Reached
	before, after Standing // around the look
}

// netUndo is what the faults of this family note.
type netUndo struct {
	ID   string        `json:"id"`
	Base time.Duration `json:"base"`
}

// onWire does deeds to packets. A fault embeds it, and says how its own looks.
type onWire struct {
	where func() wire
	deed  func() netDeed
}

// Plan draws the damage's name, and measures the round trip while all is well. Damage to connections that can't be made
// could not be seen, nor be seen to be gone.
func (f onWire) Plan(ctx context.Context, lab Lab) (Undo, error) {
	w := f.where()
	if _, err := running(ctx, lab, w.On); err != nil {
		return nil, err
	}
	n, err := networkOf(lab)
	if err != nil {
		return nil, err
	}
	if _, err := f.peers(ctx, n); err != nil {
		return nil, err
	}
	u := netUndo{ID: newID()}
	if _, err := n.Standing(ctx, w.On, u.ID); err != nil { // has the agent in place, so that the damage begins at once
		return nil, err
	}
	r, err := n.Reach(ctx, f.deed().reach)
	if err != nil {
		return nil, err
	}
	if len(r.Took) == 0 {
		return nil, fmt.Errorf("%q takes no such connection even now: %s", f.deed().reach.To, r)
	}
	u.Base = r.typical()
	return json.Marshal(u)
}

// Inject fills in whom it concerns, and begins.
func (f onWire) Inject(ctx context.Context, lab Lab, undo Undo) error {
	n, u, err := openWire(lab, undo)
	if err != nil {
		return err
	}
	d := f.deed().damage
	spec := *d.Packets
	if spec.Peers, err = f.peers(ctx, n); err != nil {
		return err
	}
	d.Packets, d.Seed = &spec, seed()
	return n.Damage(ctx, f.where().On, u.ID, d)
}

// Prove looks at the rules, sends something their way, and looks again.
func (f onWire) Prove(ctx context.Context, lab Lab, undo Undo) Proof {
	n, u, err := openWire(lab, undo)
	if err != nil {
		return Proof{Mechanism: record.Check{Saw: err.Error()}}
	}
	saw, err := f.look(ctx, n, u)
	if err != nil {
		return Proof{Mechanism: record.Check{Saw: err.Error()}}
	}
	return Proof{Mechanism: mechanism(saw), Effect: f.deed().feels(saw)}
}

// Revert ends the damage.
func (f onWire) Revert(ctx context.Context, lab Lab, undo Undo) error {
	n, u, err := openWire(lab, undo)
	if err != nil {
		return err
	}
	return n.Mend(ctx, f.where().On, u.ID)
}

// Gone looks whether the rules are gone, and whether connections come to be as before.
func (f onWire) Gone(ctx context.Context, lab Lab, undo Undo) record.Check {
	n, u, err := openWire(lab, undo)
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
	still := f.deed().feels(saw)
	well := !still.OK && len(saw.reached.Failed) == 0 && len(saw.reached.Took) > 0
	return record.Check{OK: well, Saw: "no rules of it; " + still.Saw}
}

func (f onWire) look(ctx context.Context, n Network, u netUndo) (saw felt, err error) {
	saw.base = u.Base
	if saw.before, err = n.Standing(ctx, f.where().On, u.ID); err != nil {
		return saw, err
	}
	if saw.reached, err = n.Reach(ctx, f.deed().reach); err != nil {
		return saw, err
	}
	saw.after, err = n.Standing(ctx, f.where().On, u.ID)
	return saw, err
}

func openWire(lab Lab, undo Undo) (Network, netUndo, error) {
	var u netUndo
	if err := json.Unmarshal(undo, &u); err != nil {
		return nil, u, fmt.Errorf("undo: %w", err)
	}
	n, err := networkOf(lab)
	return n, u, err
}

// peers are the addresses of whom the damage concerns; none for everyone.
func (f onWire) peers(ctx context.Context, n Network) ([]netip.Addr, error) {
	if f.where().Peer == "" {
		return nil, nil
	}
	return n.Addresses(ctx, f.where().Peer)
}
