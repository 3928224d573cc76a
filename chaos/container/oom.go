package container

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"firedrill/chaos"
	"firedrill/chaos/instance"
	"firedrill/chaos/poll"
	"firedrill/chaos/stress"
	"firedrill/internal/record"
)

var oomKind = chaos.Kind{
	Name:    "container.oom",
	Family:  "container",
	Summary: "make the kernel kill a service's process for lack of memory",
	Manual: "A program runs in the service's container, under the same limit, and takes all memory that is left, as a leak " +
		"would. It first tells the kernel to kill the service's main process rather than the program. The container ends " +
		"with that process, and so does the program. It stays down. When it is started again, its limit is unchanged.",
	Acts:    chaos.AtEngine,
	Ports:   []chaos.Port{chaos.PortContainers, chaos.PortProbes, chaos.PortStress, chaos.PortLimits},
	Needs:   []chaos.Need{chaos.NeedExec},
	Within:  15 * time.Second, // a database replays its log before it serves
	Causes:  chaos.CausesReplace,
	Example: chaos.Example{On: "shop-1"},
	New:     func() chaos.Fault { return &oom{} },
}

// oom takes the memory that a service's process needs.
type oom struct {
	On string `param:"on" required:"true" doc:"the service whose process is to be killed"`
}

func (f *oom) Validate() []chaos.Problem { return nil }

// oomUndo is the container before the fault, and the program that takes its memory.
type oomUndo struct {
	instance.Before
	Work stress.Undo `json:"work"`
}

func (f *oom) Plan(ctx context.Context, t *chaos.Target) (chaos.Undo, error) {
	s, err := t.Running(ctx, f.On)
	if err != nil {
		return nil, err
	}
	now, err := t.Limits.Limits(ctx, f.On)
	if err == nil && now.Memory == 0 {
		err = fmt.Errorf("%q has no limit of memory, so all the machine's would have to be taken", f.On)
	}
	if err != nil {
		return nil, err
	}
	return json.Marshal(oomUndo{instance.Before{ID: s.ID, Started: s.Started}, stress.New(chaos.Work{Take: now.Memory})})
}

// killTime bounds the time until the engine reports the end of the container.
const killTime = 5 * time.Second

func (f *oom) Inject(ctx context.Context, t *chaos.Target, undo chaos.Undo) error {
	u, err := f.read(undo)
	if err == nil {
		err = ctx.Err()
	}
	if err != nil {
		return err
	}
	// The program ends with the container, before it can report that it has the memory.
	said := t.Stress.Start(ctx, f.On, u.Work.ID, u.Work.Work)
	// Wait even if cut short: a revert that still finds the container running would not start it.
	err = poll.Until(context.WithoutCancel(ctx), killTime, func(ctx context.Context) error { return f.ended(ctx, t) }, isNil)
	if err != nil {
		return errors.Join(err, said)
	}
	return nil
}

func (f *oom) ended(ctx context.Context, t *chaos.Target) error {
	s, err := t.Containers.State(ctx, f.On)
	if err == nil && s.Status == chaos.StatusRunning {
		return fmt.Errorf("%q outlived that all of its memory was taken", f.On)
	}
	return err
}

func isNil(err error) bool { return err == nil }

func (f *oom) read(undo chaos.Undo) (u oomUndo, err error) {
	if err = json.Unmarshal(undo, &u); err != nil {
		return u, fmt.Errorf("undo: %w", err)
	}
	return u, nil
}

func (f *oom) Prove(ctx context.Context, t *chaos.Target, _ chaos.Undo) chaos.Proof {
	p := chaos.Proof{Effect: feltDown(ctx, t, f.On, down...)}
	s, err := t.Containers.State(ctx, f.On)
	if err != nil {
		p.Mechanism.Saw = err.Error()
		return p
	}
	p.Mechanism = record.Check{OK: s.Status == chaos.StatusExited && s.OOM, Saw: s.String()}
	return p
}

// Revert continues until the container runs and no program takes its memory: to the engine, a container that was just killed
// still runs for a moment.
func (f *oom) Revert(ctx context.Context, t *chaos.Target, undo chaos.Undo) error {
	u, err := f.read(undo)
	if err != nil {
		return err
	}
	return poll.Until(ctx, killTime, func(ctx context.Context) error {
		// Start it first: the program may have left a file in the container.
		if err := errors.Join(startAgain(ctx, t, f.On), t.Stress.Stop(ctx, f.On, u.Work.ID)); err != nil {
			return err
		}
		s, err := t.Containers.State(ctx, f.On)
		if err == nil && s.Status == chaos.StatusExited {
			err = fmt.Errorf("%q ended again", f.On)
		}
		return err
	}, isNil)
}

func (f *oom) Gone(ctx context.Context, t *chaos.Target, undo chaos.Undo) record.Check {
	return instance.Gone(ctx, t, f.On, undo)
}

// Acts checks whether the container is down.
func (f *oom) Acts(ctx context.Context, t *chaos.Target, _ chaos.Undo) (record.Check, error) {
	return instance.Look(ctx, t, f.On, hasExited)
}
