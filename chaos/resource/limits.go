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

// limited is what the faults that lower a limit do.
type limited struct {
	service func() string
	// lower decides what the limits are to be; it may leave the others 0.
	lower func(now chaos.Limits, use chaos.Use) (chaos.Limits, error)
	// feel is the proof of effect.
	feel func(ctx context.Context, lab chaos.Lab, l chaos.LimitLab, to chaos.Limits) record.Check
}

// limitUndo holds the limits before and those that do the damage. What this fault leaves alone is 0 in both.
type limitUndo struct {
	Was chaos.Limits `json:"was"`
	To  chaos.Limits `json:"to"`
}

func (f *limited) Plan(ctx context.Context, lab chaos.Lab) (chaos.Undo, error) {
	if _, err := chaos.Running(ctx, lab, f.service()); err != nil {
		return nil, err
	}
	l, err := chaos.LimiterOf(lab)
	if err != nil {
		return nil, err
	}
	now, err := l.Limits(ctx, f.service())
	if err != nil {
		return nil, err
	}
	use, err := l.Use(ctx, f.service())
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

// below demands limits that are lower than before. One that there was none of can't be put back at every engine.
func below(to, was chaos.Limits) error {
	if to.CPUs > 0 && was.CPUs == 0 || to.Memory > 0 && was.Memory == 0 || to.Pids > 0 && was.Pids <= 0 {
		return errors.New("it has no such limit, which could then not be put back")
	}
	if to.CPUs > was.CPUs || to.Memory > was.Memory || to.Pids > was.Pids || to == was {
		return fmt.Errorf("it is held to %s already, which is no more than %s", was, to)
	}
	return nil
}

func readLimits(lab chaos.Lab, undo chaos.Undo) (u limitUndo, l chaos.LimitLab, err error) {
	if err = json.Unmarshal(undo, &u); err != nil {
		return u, nil, fmt.Errorf("undo: %w", err)
	}
	l, err = chaos.LimiterOf(lab)
	return u, l, err
}

func (f *limited) Inject(ctx context.Context, lab chaos.Lab, undo chaos.Undo) error {
	u, l, err := readLimits(lab, undo)
	if err != nil {
		return err
	}
	return l.Limit(ctx, f.service(), u.To)
}

func (f *limited) Prove(ctx context.Context, lab chaos.Lab, undo chaos.Undo) chaos.Proof {
	u, l, err := readLimits(lab, undo)
	if err != nil {
		return chaos.Proof{Mechanism: record.Check{Saw: err.Error()}}
	}
	return chaos.Proof{Mechanism: f.holds(ctx, l, u.To), Effect: visit.Unhurried(ctx, f.feel(ctx, lab, l, u.To))}
}

// holds looks whether the container is held to those limits.
func (f *limited) holds(ctx context.Context, l chaos.LimitLab, want chaos.Limits) record.Check {
	now, err := l.Limits(ctx, f.service())
	if err != nil {
		return record.Check{Saw: err.Error()}
	}
	now = now.Only(want)
	return record.Check{OK: now == want, Saw: "held to " + now.String()}
}

// Revert puts the limits back, and starts what could not live with them.
func (f *limited) Revert(ctx context.Context, lab chaos.Lab, undo chaos.Undo) error {
	u, l, err := readLimits(lab, undo)
	if err != nil {
		return err
	}
	if err := l.Limit(ctx, f.service(), u.Was); err != nil {
		return err
	}
	s, err := lab.Containers().State(ctx, f.service())
	if err == nil && s.Status == chaos.StatusExited && s.ExitCode != 0 {
		return lab.Containers().Start(ctx, f.service())
	}
	return err
}

func (f *limited) Gone(ctx context.Context, lab chaos.Lab, undo chaos.Undo) record.Check {
	u, l, err := readLimits(lab, undo)
	if err != nil {
		return record.Check{Saw: err.Error()}
	}
	c := f.holds(ctx, l, u.Was)
	if !c.OK {
		return c
	}
	return chaos.AlsoServed(ctx, lab, f.service(), c.Saw)
}

// Acts looks whether the container is held to the limits.
func (f *limited) Acts(ctx context.Context, lab chaos.Lab, undo chaos.Undo) (record.Check, error) {
	u, l, err := readLimits(lab, undo)
	if err != nil {
		return record.Check{}, err
	}
	now, err := l.Limits(ctx, f.service())
	if err != nil {
		return record.Check{}, err
	}
	now = now.Only(u.To)
	return record.Check{OK: now == u.To, Saw: "held to " + now.String()}, nil
}
