package resource

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"firedrill/chaos"
	"firedrill/chaos/visit"
	"firedrill/internal/record"
)

// limit defines a kind that lowers a limit.
type limit interface {
	Validate() []chaos.Problem
	service() string
	// lower returns the new limits; a limit that it leaves alone is 0.
	lower(now chaos.Limits, use chaos.Use) (chaos.Limits, error)
	// effect is the proof of effect.
	effect(ctx context.Context, t *chaos.Target, to chaos.Limits) record.Check
}

// limited lowers a limit of a service's container.
type limited struct{ limit }

// Parameters returns the struct of the kind.
func (f limited) Parameters() any { return f.limit }

// limitUndo holds the limits before and during the damage. A limit that the fault leaves alone is 0 in both.
type limitUndo struct {
	Was chaos.Limits `json:"was"`
	To  chaos.Limits `json:"to"`
}

func (f limited) Plan(ctx context.Context, t *chaos.Target) (chaos.Undo, error) {
	if _, err := t.Running(ctx, f.service()); err != nil {
		return nil, err
	}
	now, err := t.Limits.Limits(ctx, f.service())
	if err != nil {
		return nil, err
	}
	use, err := t.Limits.Use(ctx, f.service())
	if err != nil {
		return nil, err
	}
	to, err := f.lower(now, use)
	if err != nil {
		return nil, err
	}
	was := now.Only(to)
	if err := below(to, was); err != nil {
		return nil, fmt.Errorf("%q: %w", f.service(), err)
	}
	return json.Marshal(limitUndo{Was: was, To: to})
}

// below requires limits that are lower than before. A missing limit cannot be restored on every engine.
func below(to, was chaos.Limits) error {
	if to.CPUs > 0 && was.CPUs == 0 || to.Memory > 0 && was.Memory == 0 || to.Pids > 0 && was.Pids <= 0 {
		return errors.New("it has no such limit, which could then not be put back")
	}
	if to.CPUs > was.CPUs || to.Memory > was.Memory || to.Pids > was.Pids || to == was {
		return fmt.Errorf("it is held to %s already, which is no more than %s", was, to)
	}
	return nil
}

func readLimits(undo chaos.Undo) (u limitUndo, err error) {
	if err = json.Unmarshal(undo, &u); err != nil {
		return u, fmt.Errorf("undo: %w", err)
	}
	return u, nil
}

func (f limited) Inject(ctx context.Context, t *chaos.Target, undo chaos.Undo) error {
	u, err := readLimits(undo)
	if err != nil {
		return err
	}
	return t.Limits.Limit(ctx, f.service(), u.To)
}

func (f limited) Prove(ctx context.Context, t *chaos.Target, undo chaos.Undo) chaos.Proof {
	u, err := readLimits(undo)
	if err != nil {
		return chaos.Proof{Mechanism: record.Check{Saw: err.Error()}}
	}
	return chaos.Proof{Mechanism: f.holds(ctx, t, u.To), Effect: visit.Unhurried(ctx, f.effect(ctx, t, u.To))}
}

// holds checks the limits of the container.
func (f limited) holds(ctx context.Context, t *chaos.Target, want chaos.Limits) record.Check {
	now, err := t.Limits.Limits(ctx, f.service())
	if err != nil {
		return record.Check{Saw: err.Error()}
	}
	now = now.Only(want)
	return record.Check{OK: now == want, Saw: "held to " + now.String()}
}

// Revert restores the limits, and starts a container that crashed because of them.
func (f limited) Revert(ctx context.Context, t *chaos.Target, undo chaos.Undo) error {
	u, err := readLimits(undo)
	if err != nil {
		return err
	}
	if err := t.Limits.Limit(ctx, f.service(), u.Was); err != nil {
		return err
	}
	s, err := t.Containers.State(ctx, f.service())
	if err == nil && s.Status == chaos.StatusExited && s.ExitCode != 0 {
		return t.Containers.Start(ctx, f.service())
	}
	return err
}

func (f limited) Gone(ctx context.Context, t *chaos.Target, undo chaos.Undo) record.Check {
	u, err := readLimits(undo)
	if err != nil {
		return record.Check{Saw: err.Error()}
	}
	c := f.holds(ctx, t, u.Was)
	if !c.OK {
		return c
	}
	return t.AlsoServed(ctx, f.service(), c.Saw)
}

// Acts checks the limits of the container.
func (f limited) Acts(ctx context.Context, t *chaos.Target, undo chaos.Undo) (record.Check, error) {
	u, err := readLimits(undo)
	if err != nil {
		return record.Check{}, err
	}
	now, err := t.Limits.Limits(ctx, f.service())
	if err != nil {
		return record.Check{}, err
	}
	now = now.Only(u.To)
	return record.Check{OK: now == u.To, Saw: "held to " + now.String()}, nil
}
