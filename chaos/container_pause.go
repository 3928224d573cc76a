package chaos

import (
	"context"

	"firedrill/internal/record"
)

var containerPauseKind = Kind{
	Name:    "container.pause",
	Family:  "container",
	Summary: "freeze a service's processes, and let them go on",
	Manual: "Connections stay open and new ones are still accepted by the kernel, but nothing answers: users wait until " +
		"their own timeouts. What was sent meanwhile is handled after the thaw.",
	Acts:    AtEngine,
	Needs:   []Need{NeedPause},
	Causes:  causesPause,
	Example: Example{On: "redis"},
	New:     func() Fault { return &containerPause{} },
}

// containerPause freezes a container's processes.
type containerPause struct {
	On string `param:"on" required:"true" doc:"the service whose processes are frozen"`
}

func (f *containerPause) Validate() []Problem { return nil }

func (f *containerPause) Plan(ctx context.Context, lab Lab) (Undo, error) {
	return planRunning(ctx, lab, f.On)
}

func (f *containerPause) Inject(ctx context.Context, lab Lab, _ Undo) error {
	return lab.Containers().Pause(ctx, f.On)
}

func (f *containerPause) Prove(ctx context.Context, lab Lab, _ Undo) Proof {
	p := Proof{Effect: feltDown(ctx, lab, f.On, record.ClassTimeout)}
	s, err := lab.Containers().State(ctx, f.On)
	if err != nil {
		p.Mechanism.Saw = err.Error()
		return p
	}
	p.Mechanism = record.Check{OK: s.Status == statusPaused, Saw: s.String()}
	return p
}

// Revert thaws. A container that was restarted meanwhile came back thawed, and one that was stopped is not this fault's.
func (f *containerPause) Revert(ctx context.Context, lab Lab, _ Undo) error {
	s, err := lab.Containers().State(ctx, f.On)
	if err != nil || s.Status != statusPaused {
		return err
	}
	return lab.Containers().Unpause(ctx, f.On)
}

func (f *containerPause) Gone(ctx context.Context, lab Lab, undo Undo) record.Check {
	return goneWith(ctx, lab, f.On, undo)
}
