// Package redeploy replaces a replica of the app by one with another value of one variable. The families app and env share it.
package redeploy

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"time"

	"firedrill/chaos"
	"firedrill/internal/record"
)

// Change defines a kind: which variable of which replica gets which value.
type Change interface {
	Validate() []chaos.Problem
	Service() string
	Variable() string
	// Environment returns the changed variables. The salt is unique to the fault, drawn when it was planned.
	Environment(env []string, salt string) ([]string, error)
}

// EffectProver is a change with its own proof of effect. For any other, it is enough that the process has the value or crashes
// because of it.
type EffectProver interface {
	Effect(ctx context.Context, t *chaos.Target, u Undo) record.Check
}

// Checker is a change that refuses a target in some states.
type Checker interface {
	Check(ctx context.Context, t *chaos.Target) error
}

// Fault redeploys a replica with one variable changed. Changes of different variables of one replica are reverted in any order.
type Fault struct {
	Change
	Again bool // the engine starts the process again whenever it ends
}

// Parameters returns the struct of the kind.
func (f *Fault) Parameters() any {
	if c, ok := f.Change.(interface{ Parameters() any }); ok {
		return c.Parameters()
	}
	return f.Change
}

// Replica is the target of a kind that redeploys any replica of the app.
type Replica struct {
	On string `param:"on" required:"true" doc:"the replica of the app, such as shop-1"`
}

// Service is the replica.
func (r *Replica) Service() string { return r.On }

// Validate requires a replica of the app.
func (r *Replica) Validate() []chaos.Problem { return chaos.OnlyReplica(r.On) }

// Undo names the container to restore. It holds digests, never values.
type Undo struct {
	Original string `json:"original"`       // id of the container that the lab came up with
	Was      string `json:"was,omitempty"`  // digest of the value before; "" when there was none
	Want     string `json:"want,omitempty"` // digest of the value that does the damage; "" when it is to be gone
	Salt     string `json:"salt,omitempty"` // what a value that is drawn follows from, with what nobody wrote down
}

// Plan notes the original container, and draws the salt.
func (f *Fault) Plan(ctx context.Context, t *chaos.Target) (chaos.Undo, error) {
	if c, ok := f.Change.(Checker); ok {
		if err := c.Check(ctx, t); err != nil {
			return nil, err
		}
	}
	s, err := t.Running(ctx, f.Service())
	if err != nil {
		return nil, err
	}
	env, err := t.Containers.Env(ctx, s.ID)
	if err != nil {
		return nil, err
	}
	u := Undo{Original: s.Original, Was: DigestIn(env, f.Variable()), Salt: rand.Text()}
	changed, err := f.Environment(env, u.Salt)
	if err != nil {
		return nil, err
	}
	u.Want = DigestIn(changed, f.Variable())
	if u.Original == "" {
		u.Original = s.ID
	}
	if u.Was == u.Want {
		return nil, fmt.Errorf("%q on %q has that value already", f.Variable(), f.Service())
	}
	return json.Marshal(u)
}

// Inject replaces the container by one with the damage.
func (f *Fault) Inject(ctx context.Context, t *chaos.Target, undo chaos.Undo) error {
	u, err := readUndo(undo)
	if err != nil {
		return err
	}
	s, err := t.Containers.State(ctx, f.Service())
	if err != nil {
		return err
	}
	env, err := t.Containers.Env(ctx, s.ID)
	if err != nil {
		return err
	}
	changed, err := f.Environment(env, u.Salt)
	if err != nil {
		return err
	}
	return t.Containers.Replace(ctx, f.Service(), chaos.Replacement{Env: changed, Again: f.Again})
}

// ProofTime bounds the start of a new process, and a probe of it.
const ProofTime = 10 * time.Second

// Acts checks whether the container with the change is in the replica's place.
func (f *Fault) Acts(ctx context.Context, t *chaos.Target, undo chaos.Undo) (record.Check, error) {
	u, err := readUndo(undo)
	if err != nil {
		return record.Check{}, err
	}
	s, err := t.Containers.State(ctx, f.Service())
	if err != nil || s.ID == "" {
		return record.Check{Saw: s.String()}, err
	}
	env, err := t.Containers.Env(ctx, s.ID)
	if err != nil {
		return record.Check{}, err
	}
	return f.deployed(s, env, u), nil
}

// Claims are the variable, and the container beside other variables.
func (f *Fault) Claims() []chaos.Claim {
	return append(chaos.Exclusive("variable %q of %q", f.Variable(), f.Service()), chaos.Claim{Setting: chaos.ContainerOf(f.Service()), Shared: true})
}
