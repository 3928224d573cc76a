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

// Fault is what the faults do that change one variable of the app and redeploy it. Changes of different variables of
// one replica come off in any order.
type Fault struct {
	Service  func() string
	Variable func() string
	// change decides on the environment. The salt is the fault's own, drawn when it was planned.
	Change func(env []string, salt string) ([]string, error)
	// feel is the proof of effect; nil where it is enough that the process has the value, or can't live with it.
	Feel func(ctx context.Context, lab chaos.Lab, u Undo) record.Check
	// again has the engine start the process again whenever it ends.
	Again bool
}

// Undo names the container to put back. It holds digests, never values.
type Undo struct {
	Original string `json:"original"`       // id of the container that the lab came up with
	Was      string `json:"was,omitempty"`  // digest of the value before; "" when there was none
	Want     string `json:"want,omitempty"` // digest of the value that does the damage; "" when it is to be gone
	Salt     string `json:"salt,omitempty"` // what a value that is drawn follows from, with what nobody wrote down
}

func (f *Fault) Plan(ctx context.Context, lab chaos.Lab) (chaos.Undo, error) {
	s, err := chaos.Running(ctx, lab, f.Service())
	if err != nil {
		return nil, err
	}
	env, err := lab.Containers().Env(ctx, s.ID)
	if err != nil {
		return nil, err
	}
	u := Undo{Original: s.Original, Was: DigestIn(env, f.Variable()), Salt: rand.Text()}
	changed, err := f.Change(env, u.Salt)
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

func (f *Fault) Inject(ctx context.Context, lab chaos.Lab, undo chaos.Undo) error {
	u, err := readUndo(undo)
	if err != nil {
		return err
	}
	s, err := lab.Containers().State(ctx, f.Service())
	if err != nil {
		return err
	}
	env, err := lab.Containers().Env(ctx, s.ID)
	if err != nil {
		return err
	}
	changed, err := f.Change(env, u.Salt)
	if err != nil {
		return err
	}
	if !f.Again {
		return lab.Containers().Redeploy(ctx, f.Service(), changed)
	}
	a, err := chaos.AsideOf(lab)
	if err != nil {
		return err
	}
	return a.Remake(ctx, f.Service(), chaos.Make{Env: changed, Again: true})
}

// ProofTime is for a new process to start, and to be asked.
const ProofTime = 10 * time.Second

// Acts looks whether the container that was made with the damage is in the replica's place.
func (f *Fault) Acts(ctx context.Context, lab chaos.Lab, undo chaos.Undo) (record.Check, error) {
	u, err := readUndo(undo)
	if err != nil {
		return record.Check{}, err
	}
	s, err := lab.Containers().State(ctx, f.Service())
	if err != nil || s.ID == "" {
		return record.Check{Saw: s.String()}, err
	}
	env, err := lab.Containers().Env(ctx, s.ID)
	if err != nil {
		return record.Check{}, err
	}
	return f.deployed(s, env, u), nil
}

func (f *Fault) Claims() []chaos.Claim {
	return append(chaos.Only("variable %q of %q", f.Variable(), f.Service()), chaos.Claim{Setting: chaos.ContainerOf(f.Service()), Shared: true})
}
