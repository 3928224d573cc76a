package chaos

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"firedrill/internal/record"
)

var containerOOMKind = Kind{
	Name:    "container.oom",
	Family:  "container",
	Summary: "have the kernel kill a service's process for want of memory",
	Manual: "A program of ours runs inside the service's container, under the same limit, and takes all the memory that the limit leaves, as " +
		"a leak would. The kernel is told beforehand to kill the service's first process before ours, and the container ends with it, our " +
		"program too. It stays down. Its limit is as it was when it is started again.",
	Acts:    AtEngine,
	Needs:   []Need{NeedExec},
	Within:  15 * time.Second, // a database replays its log before it serves
	Causes:  causesReplace,
	Example: Example{On: "shop-1"},
	New:     func() Fault { return &containerOOM{} },
}

// containerOOM takes the memory that a service's process needs.
type containerOOM struct {
	On string `param:"on" required:"true" doc:"the service whose process is to be killed"`
}

func (f *containerOOM) Validate() []Problem { return nil }

// oomUndo is the container as it was, and what takes its memory.
type oomUndo struct {
	before
	Work workUndo `json:"work"`
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
		err = fmt.Errorf("%q has no limit of memory, so all the machine's would have to be taken", f.On)
	}
	if err != nil {
		return nil, err
	}
	return json.Marshal(oomUndo{before{s.ID, s.Started}, newWork(Work{Take: now.Memory})})
}

// killTime is how soon after the memory is taken the engine knows that the container has ended.
const killTime = 5 * time.Second

func (f *containerOOM) Inject(ctx context.Context, lab Lab, undo Undo) error {
	u, w, err := f.read(lab, undo)
	if err == nil {
		err = ctx.Err()
	}
	if err != nil {
		return err
	}
	// It ends with the container, before it can say that it has the memory.
	said := w.Work(ctx, f.On, u.Work.ID, u.Work.Work)
	// Cut short or not: a revert that finds it running still would have nothing to start.
	err = poll(context.WithoutCancel(ctx), killTime, func(ctx context.Context) error { return f.ended(ctx, lab) }, isNil)
	if err != nil {
		return errors.Join(err, said)
	}
	return nil
}

func (f *containerOOM) ended(ctx context.Context, lab Lab) error {
	s, err := lab.Containers().State(ctx, f.On)
	if err == nil && s.Status == statusRunning {
		return fmt.Errorf("%q outlived that all of its memory was taken", f.On)
	}
	return err
}

func isNil(err error) bool { return err == nil }

func (f *containerOOM) read(lab Lab, undo Undo) (u oomUndo, w WorkLab, err error) {
	if err = json.Unmarshal(undo, &u); err != nil {
		return u, nil, fmt.Errorf("undo: %w", err)
	}
	w, err = workOf(lab)
	return u, w, err
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

// Revert goes on until a container was seen to run once nothing takes its memory any more: one that was killed just now
// runs for the engine, for a moment.
func (f *containerOOM) Revert(ctx context.Context, lab Lab, undo Undo) error {
	u, w, err := f.read(lab, undo)
	if err != nil {
		return err
	}
	return poll(ctx, killTime, func(ctx context.Context) error {
		// It is started first: what ended the service may have left its program there.
		if err := errors.Join(startAgain(ctx, lab, f.On), w.Rest(ctx, f.On, u.Work.ID)); err != nil {
			return err
		}
		s, err := lab.Containers().State(ctx, f.On)
		if err == nil && s.Status == statusExited {
			err = fmt.Errorf("%q ended again", f.On)
		}
		return err
	}, isNil)
}

func (f *containerOOM) Gone(ctx context.Context, lab Lab, undo Undo) record.Check {
	return goneWith(ctx, lab, f.On, undo)
}
