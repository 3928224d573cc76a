package chaos

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"firedrill/internal/record"
)

func init() {
	register(Kind{
		Name:    "container.oom",
		Family:  "container",
		Summary: "have the kernel kill a replica of the app for want of memory",
		Manual: "The limit of memory is lowered as far as the engine takes it, to what the process can't give back, and the replica is " +
			"asked for more than fits, again and again. The kernel kills it, and it stays down. Its limit is put back, and it is started again.",
		Acts:    AtEngine,
		Needs:   []Need{NeedUpdate},
		Within:  15 * time.Second,
		Example: Example{On: "shop-1"},
		New:     func() Fault { return &containerOOM{} },
	})
}

// containerOOM leaves a process less memory than it needs.
type containerOOM struct {
	On string `param:"on" required:"true" doc:"a replica of the app, such as shop-1"`
}

func (f *containerOOM) Validate() []Problem { return onReplica(f.On) }

// oomUndo is the limit of memory before, in bytes.
type oomUndo struct {
	before
	Was int64 `json:"was"`
}

func (f *containerOOM) Plan(ctx context.Context, lab Lab) (Undo, error) {
	s, err := running(ctx, lab, f.On)
	if err != nil {
		return nil, err
	}
	l, err := limiterOf(lab)
	if err != nil {
		return nil, err
	}
	now, err := l.Limits(ctx, f.On)
	if err == nil && now.Memory == 0 {
		err = fmt.Errorf("%q has no limit of memory, which could then not be put back", f.On)
	}
	if err != nil {
		return nil, err
	}
	return json.Marshal(oomUndo{before{s.ID, s.Started}, now.Memory})
}

const (
	tightMemory = 6 << 20 // the least that engines take
	memoryStep  = 1 << 20
	oomVolleys  = 25 // how often a replica is asked before it is held to be able to live with what it has
)

func (f *containerOOM) Inject(ctx context.Context, lab Lab, undo Undo) error {
	u, l, err := f.read(lab, undo)
	if err != nil {
		return err
	}
	site, err := siteOf(lab)
	if err != nil {
		return err
	}
	for range oomVolleys {
		if s, err := lab.Containers().State(ctx, f.On); err != nil || s.Status != statusRunning {
			return err
		}
		if err := tighten(ctx, l, f.On, u.Was); err != nil {
			return err
		}
		volley(ctx, site, 128, Visit{Path: "/products", Plain: true})
	}
	return ctx.Err()
}

// tighten finds the lowest limit that the engine takes: one that refuses says that the process can't give so much back.
func tighten(ctx context.Context, l LimitLab, service string, was int64) error {
	var last error
	for memory := int64(tightMemory); memory < was; memory += memoryStep {
		if last = l.Limit(ctx, service, Limits{Memory: memory}); last == nil || ctx.Err() != nil {
			return last
		}
	}
	return errors.Join(fmt.Errorf("%q can't be held to less than it is", service), last)
}

func (f *containerOOM) read(lab Lab, undo Undo) (u oomUndo, l LimitLab, err error) {
	if err = json.Unmarshal(undo, &u); err != nil {
		return u, nil, fmt.Errorf("undo: %w", err)
	}
	l, err = limiterOf(lab)
	return u, l, err
}

func (f *containerOOM) Prove(ctx context.Context, lab Lab, _ Undo) Proof {
	p := Proof{Effect: feltDown(ctx, lab, f.On, down...)}
	s, err := lab.Containers().State(ctx, f.On)
	if err != nil {
		p.Mechanism.Saw = err.Error()
		return p
	}
	p.Mechanism = record.Check{OK: s.Status == statusExited && s.OOM, Saw: s.String()}
	return p
}

func (f *containerOOM) Revert(ctx context.Context, lab Lab, undo Undo) error {
	u, l, err := f.read(lab, undo)
	if err != nil {
		return err
	}
	if err := l.Limit(ctx, f.On, Limits{Memory: u.Was}); err != nil {
		return err
	}
	return startAgain(ctx, lab, f.On)
}

func (f *containerOOM) Gone(ctx context.Context, lab Lab, undo Undo) record.Check {
	u, l, err := f.read(lab, undo)
	if err != nil {
		return record.Check{Saw: err.Error()}
	}
	now, err := l.Limits(ctx, f.On)
	if err != nil {
		return record.Check{Saw: err.Error()}
	}
	if now.Memory != u.Was {
		return record.Check{Saw: "held to " + Limits{Memory: now.Memory}.String()}
	}
	return goneWith(ctx, lab, f.On, undo)
}
