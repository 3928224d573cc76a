package chaos

import (
	"context"
	"time"

	"firedrill/internal/record"
)

var containerRemoveKind = Kind{
	Name:    "container.remove",
	Family:  "container",
	Summary: "take a service's container away, and put it back",
	Manual: "The container is stopped and set aside under another name, with its files and its data, so that nothing is lost; in " +
		"the service's place there is none. Its name is not known any more.",
	Acts:    AtEngine,
	Needs:   []Need{NeedRecreate},
	Within:  15 * time.Second,
	Causes:  causesReplace,
	Example: Example{On: "redis"},
	New:     func() Fault { return &containerRemove{} },
}

// containerRemove takes a container out of its place.
type containerRemove struct {
	On string `param:"on" required:"true" doc:"the service whose container is taken away"`
}

func (f *containerRemove) Validate() []Problem { return nil }

func (f *containerRemove) Plan(ctx context.Context, lab Lab) (Undo, error) {
	return planRunning(ctx, lab, f.On)
}

func (f *containerRemove) Inject(ctx context.Context, lab Lab, _ Undo) error {
	a, err := asideOf(lab)
	if err != nil {
		return err
	}
	return a.SetAside(ctx, f.On)
}

func (f *containerRemove) Prove(ctx context.Context, lab Lab, _ Undo) Proof {
	p := Proof{Effect: feltDown(ctx, lab, f.On, down...)}
	s, err := lab.Containers().State(ctx, f.On)
	if err != nil {
		p.Mechanism.Saw = err.Error()
		return p
	}
	p.Mechanism = record.Check{OK: s.Status == statusMissing, Saw: s.String()}
	return p
}

func (f *containerRemove) Revert(ctx context.Context, lab Lab, undo Undo) error {
	return putBack(ctx, lab, f.On, undo)
}

func (f *containerRemove) Gone(ctx context.Context, lab Lab, undo Undo) record.Check {
	return goneWith(ctx, lab, f.On, undo)
}
