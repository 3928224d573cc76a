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

// lookups is what all damage to the lookups of a name is asked for.
type lookups struct {
	On    string `param:"on" required:"true" doc:"the service whose lookups are damaged"`
	Name  string `param:"name" required:"true" doc:"the one name, such as postgres"`
	Reset bool   `param:"reset" default:"false" doc:"also reset the connections that stand to whom the name means, so that they are looked up anew"`
}

// hidden is what the manual of every kind of this family says.
const hidden = "Who has a connection does not look up its name: a pool hides the damage until it needs another one, unless reset is set. " +
	"A reset needs `kernel:sock-destroy`. When the fault ends, the target's connection tracking entries that still lead lookups to the " +
	"wrong answers are removed. It is gone when 300 lookups from different source ports are all right: at 95 % confidence, fewer than 1 % " +
	"of the lookups then still fail (3/300). " + chaos.EndsWithNamespace

var hostName = regexp.MustCompile(`^[A-Za-z0-9_]([A-Za-z0-9_-]*)(\.[A-Za-z0-9_-]+)*\.?$`)

// Validate says whether the name could be one.
func (l *lookups) Validate() []chaos.Problem {
	if hostName.MatchString(l.Name) && len(l.Name) < 254 {
		return nil
	}
	return []chaos.Problem{{Param: "name", Message: fmt.Sprintf(`"name" is %q, which is no host name`, l.Name), Hint: "such as postgres"}}
}

// nameDeed is damage to lookups. It follows from a fault's parameters alone.
type nameDeed struct {
	damage chaos.NameDamage
	feels  func(usual, now chaos.Lookup) bool
}

// planned is what the faults of this family note.
type planned struct {
	ID    string       `json:"id"`
	Usual chaos.Lookup `json:"usual"` // the answer while all is well
}

// onNames does deeds to lookups. A fault embeds it, and says how its own looks.
type onNames struct {
	where func() *lookups
	deed  func() nameDeed
}

// Plan draws the damage's name, and notes what the answer usually is.
func (f onNames) Plan(ctx context.Context, lab chaos.Lab) (chaos.Undo, error) {
	l := f.where()
	if _, err := chaos.Running(ctx, lab, l.On); err != nil {
		return nil, err
	}
	n, err := chaos.NetworkOf(lab)
	if err != nil {
		return nil, err
	}
	usual, err := n.Lookup(ctx, l.On, l.Name)
	if err != nil {
		return nil, err
	}
	if usual.Class != "" {
		return nil, fmt.Errorf("%q can't look %q up even now: %s", l.On, l.Name, usual.Detail)
	}
	return json.Marshal(planned{chaos.NewID(), usual})
}

// Inject leads the lookups to wrong answers, and then resets what was connected by right ones.
func (f onNames) Inject(ctx context.Context, lab chaos.Lab, undo chaos.Undo) error {
	n, u, err := openNames(lab, undo)
	if err != nil {
		return err
	}
	l, d := f.where(), f.deed().damage
	if err := n.Damage(ctx, l.On, u.ID, chaos.Damage{Name: &d}); err != nil || !l.Reset {
		return err
	}
	spec := packet.Spec{ResetLive: true, Peers: u.Usual.Parsed()}
	if err := n.Damage(ctx, l.On, u.ID+"-reset", chaos.Damage{Packets: &spec}); err != nil {
		return err
	}
	return n.Mend(ctx, l.On, u.ID+"-reset")
}

// Prove asks for the name as the target does.
func (f onNames) Prove(ctx context.Context, lab chaos.Lab, undo chaos.Undo) chaos.Proof {
	n, u, err := openNames(lab, undo)
	if err != nil {
		return chaos.Proof{Mechanism: record.Check{Saw: err.Error()}}
	}
	l := f.where()
	before, err := n.Standing(ctx, l.On, u.ID)
	if err != nil {
		return chaos.Proof{Mechanism: record.Check{Saw: err.Error()}}
	}
	now, err := n.Lookup(ctx, l.On, l.Name)
	if err != nil {
		return chaos.Proof{Effect: record.Check{Saw: err.Error()}}
	}
	after, err := n.Standing(ctx, l.On, u.ID)
	if err != nil {
		return chaos.Proof{Mechanism: record.Check{Saw: err.Error()}}
	}
	return chaos.Proof{
		Mechanism: record.Check{OK: after.There && after.Matched > before.Matched && after.Answered > before.Answered, Saw: after.String()},
		Effect:    record.Check{OK: f.deed().feels(u.Usual, now), Saw: fmt.Sprintf("%s asks for %s: %s; usually %s", l.On, l.Name, now, u.Usual)},
	}
}

// Revert ends the damage.
func (f onNames) Revert(ctx context.Context, lab chaos.Lab, undo chaos.Undo) error {
	n, u, err := openNames(lab, undo)
	if err != nil {
		return err
	}
	return n.Mend(ctx, f.where().On, u.ID)
}

// Gone looks whether the rules are gone, and whether the name is found again, and as quickly as before.
func (f onNames) Gone(ctx context.Context, lab chaos.Lab, undo chaos.Undo) record.Check {
	n, u, err := openNames(lab, undo)
	if err != nil {
		return record.Check{Saw: err.Error()}
	}
	l := f.where()
	s, err := n.Standing(ctx, l.On, u.ID)
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
	if now.Class != "" || f.deed().feels(u.Usual, now) {
		return record.Check{Saw: fmt.Sprintf("no rules of it, but %s asks for %s: %s", l.On, l.Name, now)}
	}
	all, err := n.Lookups(ctx, l.On, l.Name, goneLookups)
	if err != nil {
		return record.Check{Saw: err.Error()}
	}
	return record.Check{OK: f.well(u.Usual, all), Saw: fmt.Sprintf("no rules of it; %s asks for %s from %d ports: %s", l.On, l.Name, goneLookups, all)}
}

func openNames(lab chaos.Lab, undo chaos.Undo) (chaos.Network, planned, error) {
	var u planned
	if err := json.Unmarshal(undo, &u); err != nil {
		return nil, u, fmt.Errorf("undo: %w", err)
	}
	n, err := chaos.NetworkOf(lab)
	return n, u, err
}

// Acts asks the agent whether the damage stands.
func (f onNames) Acts(ctx context.Context, lab chaos.Lab, undo chaos.Undo) (record.Check, error) {
	n, u, err := openNames(lab, undo)
	if err != nil {
		return record.Check{}, err
	}
	return chaos.StandsAt(ctx, n, f.where().On, u.ID)
}

// Claims are all lookups: the first fault's rules take those for the second one's name too.
func (l *lookups) Claims() []chaos.Claim { return chaos.Only("the lookups of %q", l.On) }
