// Package dns holds the faults that damage the lookups of a name, for one service.
package dns

import (
	"context"
	"encoding/json"
	"fmt"
	"regexp"

	"firedrill/chaos"
	"firedrill/chaos/packet"
	"firedrill/internal/record"
)

// lookups has the parameters of all kinds of this family.
type lookups struct {
	On    string `param:"on" required:"true" doc:"the service whose lookups are damaged"`
	Name  string `param:"name" required:"true" doc:"the name, such as postgres"`
	Reset bool   `param:"reset" default:"false" doc:"also reset open connections to the addresses of the name, so that clients look it up again"`
}

// hidden is the part of the manual that all kinds of the family share.
const hidden = "An open connection needs no lookup: a pool hides the damage until it opens another connection, unless reset is set. " +
	"A reset needs `kernel:sock-destroy`. When the fault ends, the target's connection tracking entries that still direct lookups to the " +
	"wrong answers are removed. It is gone when 300 lookups from different source ports are all right: at 95 % confidence, fewer than 1 % " +
	"of the lookups then still fail (3/300). " + chaos.EndsWithNamespace

var hostName = regexp.MustCompile(`^[A-Za-z0-9_]([A-Za-z0-9_-]*)(\.[A-Za-z0-9_-]+)*\.?$`)

// target returns the service and the name.
func (l *lookups) target() *lookups { return l }

// Validate requires a valid host name.
func (l *lookups) Validate() []chaos.Problem {
	if hostName.MatchString(l.Name) && len(l.Name) < 254 {
		return nil
	}
	return []chaos.Problem{{Param: "name", Message: fmt.Sprintf(`"name" is %q, which is no host name`, l.Name), Hint: "such as postgres"}}
}

// kind defines a kind of this family.
type kind interface {
	Validate() []chaos.Problem
	target() *lookups
	damage() chaos.NameDamage
	// shows reports whether an answer shows the damage.
	shows(usual, now chaos.Lookup) bool
}

// planned is what the journal holds of a fault.
type planned struct {
	ID    string       `json:"id"`
	Usual chaos.Lookup `json:"usual"` // the answer while all is well
}

// fault damages the lookups of one name.
type fault struct{ kind }

// Parameters returns the struct of the kind.
func (f fault) Parameters() any { return f.kind }

// Plan names the damage, and notes the usual answer.
func (f fault) Plan(ctx context.Context, t *chaos.Target) (chaos.Undo, error) {
	l := f.target()
	if _, err := t.Running(ctx, l.On); err != nil {
		return nil, err
	}
	usual, err := t.Net.Lookup(ctx, l.On, l.Name)
	if err != nil {
		return nil, err
	}
	if usual.Class != "" {
		return nil, fmt.Errorf("%q can't look %q up even now: %s", l.On, l.Name, usual.Detail)
	}
	return json.Marshal(planned{chaos.NewID(), usual})
}

// Inject makes the answers wrong, and then resets the connections that were made with right ones.
func (f fault) Inject(ctx context.Context, t *chaos.Target, undo chaos.Undo) error {
	n, u, err := openNames(t, undo)
	if err != nil {
		return err
	}
	l, d := f.target(), f.damage()
	if err := n.Apply(ctx, l.On, u.ID, chaos.Damage{Name: &d}); err != nil || !l.Reset {
		return err
	}
	spec := packet.Spec{ResetLive: true, Peers: u.Usual.Parsed()}
	if err := n.Apply(ctx, l.On, u.ID+"-reset", chaos.Damage{Packets: &spec}); err != nil {
		return err
	}
	return n.Remove(ctx, l.On, u.ID+"-reset")
}

// Prove looks the name up as the target does.
func (f fault) Prove(ctx context.Context, t *chaos.Target, undo chaos.Undo) chaos.Proof {
	n, u, err := openNames(t, undo)
	if err != nil {
		return chaos.Proof{Mechanism: record.Check{Saw: err.Error()}}
	}
	l := f.target()
	before, err := n.Status(ctx, l.On, u.ID)
	if err != nil {
		return chaos.Proof{Mechanism: record.Check{Saw: err.Error()}}
	}
	now, err := n.Lookup(ctx, l.On, l.Name)
	if err != nil {
		return chaos.Proof{Effect: record.Check{Saw: err.Error()}}
	}
	after, err := n.Status(ctx, l.On, u.ID)
	if err != nil {
		return chaos.Proof{Mechanism: record.Check{Saw: err.Error()}}
	}
	return chaos.Proof{
		Mechanism: record.Check{OK: after.There && after.Matched > before.Matched && after.Answered > before.Answered, Saw: after.String()},
		Effect:    record.Check{OK: f.shows(u.Usual, now), Saw: fmt.Sprintf("%s asks for %s: %s; usually %s", l.On, l.Name, now, u.Usual)},
	}
}

// Revert ends the damage.
func (f fault) Revert(ctx context.Context, t *chaos.Target, undo chaos.Undo) error {
	n, u, err := openNames(t, undo)
	if err != nil {
		return err
	}
	return n.Remove(ctx, f.target().On, u.ID)
}

// Gone checks whether the rules are gone, and whether the name is resolved again, and as quickly as before.
func (f fault) Gone(ctx context.Context, t *chaos.Target, undo chaos.Undo) record.Check {
	n, u, err := openNames(t, undo)
	if err != nil {
		return record.Check{Saw: err.Error()}
	}
	l := f.target()
	s, err := n.Status(ctx, l.On, u.ID)
	if err == nil && s.There {
		return record.Check{Saw: "the damage is there: " + s.String()}
	}
	if err != nil {
		return record.Check{Saw: err.Error()}
	}
	now, err := n.Lookup(ctx, l.On, l.Name)
	if err != nil {
		return record.Check{Saw: err.Error()}
	}
	if now.Class != "" || f.shows(u.Usual, now) {
		return record.Check{Saw: fmt.Sprintf("no rules of it, but %s asks for %s: %s", l.On, l.Name, now)}
	}
	all, err := n.Lookups(ctx, l.On, l.Name, goneLookups)
	if err != nil {
		return record.Check{Saw: err.Error()}
	}
	return record.Check{OK: f.well(u.Usual, all), Saw: fmt.Sprintf("no rules of it; %s asks for %s from %d ports: %s", l.On, l.Name, goneLookups, all)}
}

func openNames(t *chaos.Target, undo chaos.Undo) (chaos.Net, planned, error) {
	var u planned
	if err := json.Unmarshal(undo, &u); err != nil {
		return nil, u, fmt.Errorf("undo: %w", err)
	}
	return t.Net, u, nil
}

// Acts asks the agent whether the damage is in place.
func (f fault) Acts(ctx context.Context, t *chaos.Target, undo chaos.Undo) (record.Check, error) {
	n, u, err := openNames(t, undo)
	if err != nil {
		return record.Check{}, err
	}
	return chaos.StandsAt(ctx, n, f.target().On, u.ID)
}

// Claims are all lookups: the rules of the first fault would also match those of a second one's name.
func (l *lookups) Claims() []chaos.Claim { return chaos.Exclusive("the lookups of %q", l.On) }
