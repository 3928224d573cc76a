package container

import (
	"context"
	"time"

	"firedrill/chaos"
	"firedrill/chaos/instance"
	"firedrill/internal/record"
)

var removeKind = chaos.Kind{
	Name:    "container.remove",
	Family:  "container",
	Summary: "remove a service's container, and restore it",
	Manual: "The container is stopped and set aside under another name, with its files and data, so that nothing is lost. The " +
		"service has no container, and its name does not resolve.",
	Acts:    chaos.AtEngine,
	Ports:   []chaos.Port{chaos.PortContainers, chaos.PortProbes},
	Needs:   []chaos.Need{chaos.NeedRecreate},
	Within:  15 * time.Second,
	Causes:  chaos.CausesReplace,
	Example: chaos.Example{On: "redis"},
	New:     func() chaos.Fault { return &remove{} },
}

// remove leaves a service without a container.
type remove struct {
	On string `param:"on" required:"true" doc:"the service whose container is removed"`
}

func (f *remove) Validate() []chaos.Problem { return nil }

func (f *remove) Plan(ctx context.Context, t *chaos.Target) (chaos.Undo, error) {
	return instance.Plan(ctx, t, f.On)
}

func (f *remove) Inject(ctx context.Context, t *chaos.Target, _ chaos.Undo) error {
	return t.Containers.Replace(ctx, f.On, chaos.Replacement{None: true})
}

func (f *remove) Prove(ctx context.Context, t *chaos.Target, _ chaos.Undo) chaos.Proof {
	p := chaos.Proof{Effect: feltDown(ctx, t, f.On, down...)}
	s, err := t.Containers.State(ctx, f.On)
	if err != nil {
		p.Mechanism.Saw = err.Error()
		return p
	}
	p.Mechanism = record.Check{OK: s.Status == chaos.StatusMissing, Saw: s.String()}
	return p
}

func (f *remove) Revert(ctx context.Context, t *chaos.Target, undo chaos.Undo) error {
	return instance.Restore(ctx, t, f.On, undo)
}

func (f *remove) Gone(ctx context.Context, t *chaos.Target, undo chaos.Undo) record.Check {
	return instance.Gone(ctx, t, f.On, undo)
}

// Acts checks whether the service has no container.
func (f *remove) Acts(ctx context.Context, t *chaos.Target, _ chaos.Undo) (record.Check, error) {
	return instance.Look(ctx, t, f.On, func(s chaos.State) bool { return s.Status == chaos.StatusMissing })
}

func (f *remove) Claims() []chaos.Claim { return chaos.Exclusive("%s", chaos.ContainerOf(f.On)) }
