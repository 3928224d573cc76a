package container

import (
	"context"

	"firedrill/chaos"
	"firedrill/chaos/instance"
	"firedrill/internal/record"
)

var pauseKind = chaos.Kind{
	Name:    "container.pause",
	Family:  "container",
	Summary: "pause a service's processes, and let them continue",
	Manual: "Connections stay open and the kernel still accepts new ones, but nothing answers: users wait until their own " +
		"timeouts. What was sent meanwhile is processed after the pause.",
	Acts:    chaos.AtEngine,
	Ports:   []chaos.Port{chaos.PortContainers, chaos.PortProbes},
	Needs:   []chaos.Need{chaos.NeedPause},
	Causes:  chaos.CausesPause,
	Example: chaos.Example{On: "redis"},
	New:     func() chaos.Fault { return &pause{} },
}

// pause pauses a container's processes.
type pause struct {
	On string `param:"on" required:"true" doc:"the service whose processes are paused"`
}

func (f *pause) Validate() []chaos.Problem { return nil }

func (f *pause) Plan(ctx context.Context, t *chaos.Target) (chaos.Undo, error) {
	return instance.Plan(ctx, t, f.On)
}

func (f *pause) Inject(ctx context.Context, t *chaos.Target, _ chaos.Undo) error {
	return t.Containers.Pause(ctx, f.On)
}

func (f *pause) Prove(ctx context.Context, t *chaos.Target, _ chaos.Undo) chaos.Proof {
	p := chaos.Proof{Effect: feltDown(ctx, t, f.On, record.ClassTimeout)}
	s, err := t.Containers.State(ctx, f.On)
	if err != nil {
		p.Mechanism.Saw = err.Error()
		return p
	}
	p.Mechanism = record.Check{OK: s.Status == chaos.StatusPaused, Saw: s.String()}
	return p
}

// Revert unpauses. A container that was restarted meanwhile is not paused, and a stopped one is not this fault's.
func (f *pause) Revert(ctx context.Context, t *chaos.Target, _ chaos.Undo) error {
	s, err := t.Containers.State(ctx, f.On)
	if err != nil || s.Status != chaos.StatusPaused {
		return err
	}
	return t.Containers.Unpause(ctx, f.On)
}

func (f *pause) Gone(ctx context.Context, t *chaos.Target, undo chaos.Undo) record.Check {
	return instance.Gone(ctx, t, f.On, undo)
}

// Acts checks whether the container is paused.
func (f *pause) Acts(ctx context.Context, t *chaos.Target, _ chaos.Undo) (record.Check, error) {
	return instance.Look(ctx, t, f.On, func(s chaos.State) bool { return s.Status == chaos.StatusPaused })
}
