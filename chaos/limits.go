package chaos

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"firedrill/internal/record"
)

// LimitLab is what containers offer that can be held to other limits while they run.
type LimitLab interface {
	Limits(ctx context.Context, service string) (Limits, error)
	// Limit changes limits; those that are 0 stay. Once begun it is finished.
	Limit(ctx context.Context, service string, l Limits) error
	Use(ctx context.Context, service string) (Use, error)
}

// Limits are what a container is held to.
type Limits struct {
	CPUs   float64 `json:"cpus,omitempty"`
	Memory int64   `json:"memory,omitempty"` // bytes
	Pids   int64   `json:"pids,omitempty"`
}

// Use is what a container uses, by the kernel's figures.
type Use struct {
	Memory    int64 // bytes
	Held      int64 // the limit of memory, in bytes
	Pids      int64
	CPU       int64     // nanoseconds computed since it started
	Throttled int64     // nanoseconds held back since it started
	At        time.Time // when the kernel was asked, which on a busy host is not when the answer came
}

// NeedUpdate is met where limits can be changed while a container runs.
const NeedUpdate Need = "engine:update"

func limiterOf(lab Lab) (LimitLab, error) {
	if l, ok := lab.Containers().(LimitLab); ok {
		return l, nil
	}
	return nil, errors.New("the limits of the lab's containers can't be changed")
}

// useOf tells what a container uses.
func useOf(ctx context.Context, lab Lab, service string) (Use, error) {
	l, err := limiterOf(lab)
	if err != nil {
		return Use{}, err
	}
	return l.Use(ctx, service)
}

// limited is what the faults that lower a limit do.
type limited struct {
	service func() string
	// lower decides what the limits are to be; it may leave the others 0.
	lower func(now Limits, use Use) (Limits, error)
	// feel is the proof of effect.
	feel func(ctx context.Context, lab Lab, l LimitLab, to Limits) record.Check
}

// limitUndo holds the limits before and those that do the damage. What this fault leaves alone is 0 in both.
type limitUndo struct {
	Was Limits `json:"was"`
	To  Limits `json:"to"`
}

func (f *limited) Plan(ctx context.Context, lab Lab) (Undo, error) {
	if _, err := running(ctx, lab, f.service()); err != nil {
		return nil, err
	}
	l, err := limiterOf(lab)
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
	was := now.only(to)
	if err := below(to, was); err != nil {
		return nil, fmt.Errorf("%q: %w", f.service(), err)
	}
	return json.Marshal(limitUndo{Was: was, To: to})
}

// only keeps of the limits those that the others hold.
func (l Limits) only(of Limits) Limits {
	if of.CPUs == 0 {
		l.CPUs = 0
	}
	if of.Memory == 0 {
		l.Memory = 0
	}
	if of.Pids == 0 {
		l.Pids = 0
	}
	return l
}

// below demands limits that are lower than before. One that there was none of can't be put back at every engine.
func below(to, was Limits) error {
	if to.CPUs > 0 && was.CPUs == 0 || to.Memory > 0 && was.Memory == 0 || to.Pids > 0 && was.Pids <= 0 {
		return errors.New("it has no such limit, which could then not be put back")
	}
	if to.CPUs > was.CPUs || to.Memory > was.Memory || to.Pids > was.Pids || to == was {
		return fmt.Errorf("it is held to %s already, which is no more than %s", was, to)
	}
	return nil
}

// String names the limits that there are.
func (l Limits) String() string {
	text := ""
	if l.CPUs > 0 {
		text += fmt.Sprintf(", %g processors", l.CPUs)
	}
	if l.Memory > 0 {
		text += fmt.Sprintf(", %.1f MB", float64(l.Memory)/1e6)
	}
	if l.Pids > 0 {
		text += fmt.Sprintf(", %d processes", l.Pids)
	}
	if text == "" {
		return "nothing"
	}
	return text[2:]
}

func readLimits(lab Lab, undo Undo) (u limitUndo, l LimitLab, err error) {
	if err = json.Unmarshal(undo, &u); err != nil {
		return u, nil, fmt.Errorf("undo: %w", err)
	}
	l, err = limiterOf(lab)
	return u, l, err
}

func (f *limited) Inject(ctx context.Context, lab Lab, undo Undo) error {
	u, l, err := readLimits(lab, undo)
	if err != nil {
		return err
	}
	return l.Limit(ctx, f.service(), u.To)
}

func (f *limited) Prove(ctx context.Context, lab Lab, undo Undo) Proof {
	u, l, err := readLimits(lab, undo)
	if err != nil {
		return Proof{Mechanism: record.Check{Saw: err.Error()}}
	}
	return Proof{Mechanism: f.holds(ctx, l, u.To), Effect: unhurried(ctx, f.feel(ctx, lab, l, u.To))}
}

// holds looks whether the container is held to those limits.
func (f *limited) holds(ctx context.Context, l LimitLab, want Limits) record.Check {
	now, err := l.Limits(ctx, f.service())
	if err != nil {
		return record.Check{Saw: err.Error()}
	}
	now = now.only(want)
	return record.Check{OK: now == want, Saw: "held to " + now.String()}
}

// Revert puts the limits back, and starts what could not live with them.
func (f *limited) Revert(ctx context.Context, lab Lab, undo Undo) error {
	u, l, err := readLimits(lab, undo)
	if err != nil {
		return err
	}
	if err := l.Limit(ctx, f.service(), u.Was); err != nil {
		return err
	}
	s, err := lab.Containers().State(ctx, f.service())
	if err == nil && s.Status == statusExited && s.ExitCode != 0 {
		return lab.Containers().Start(ctx, f.service())
	}
	return err
}

func (f *limited) Gone(ctx context.Context, lab Lab, undo Undo) record.Check {
	u, l, err := readLimits(lab, undo)
	if err != nil {
		return record.Check{Saw: err.Error()}
	}
	c := f.holds(ctx, l, u.Was)
	if !c.OK {
		return c
	}
	return alsoServed(ctx, lab, f.service(), c.Saw)
}
