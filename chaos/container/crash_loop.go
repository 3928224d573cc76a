package container

import (
	"context"
	"fmt"
	"time"

	"firedrill/chaos"
	"firedrill/chaos/instance"
	"firedrill/internal/record"
)

var crashLoopKind = chaos.Kind{
	Name:    "container.crash-loop",
	Family:  "container",
	Summary: "deploy a service that crashes at each start and is restarted again and again",
	Manual: "A new container replaces the service's container, with an argument that its program does not know and a restart " +
		"policy. The engine waits longer before each restart. The loop ends when the old container, which is set aside " +
		"with its files and data, is restored.",
	Acts:    chaos.AtEngine,
	Ports:   []chaos.Port{chaos.PortContainers, chaos.PortProbes},
	Needs:   []chaos.Need{chaos.NeedRecreate},
	Within:  15 * time.Second,
	Causes:  chaos.CausesReplace,
	Example: chaos.Example{On: "shop-1"},
	New:     func() chaos.Fault { return &crashLoop{} },
}

// crashLoop deploys a container whose process ends at once.
type crashLoop struct {
	On string `param:"on" required:"true" doc:"the service that crashes"`
}

func (f *crashLoop) Validate() []chaos.Problem { return nil }

func (f *crashLoop) Plan(ctx context.Context, t *chaos.Target) (chaos.Undo, error) {
	return instance.Plan(ctx, t, f.On)
}

func (f *crashLoop) Inject(ctx context.Context, t *chaos.Target, undo chaos.Undo) error {
	return instance.Replace(ctx, t, f.On, undo, chaos.Replacement{Args: []string{"--no-such-option"}, Again: true})
}

// loops is how many restarts count as a loop.
const loops = 2

func (f *crashLoop) Prove(ctx context.Context, t *chaos.Target, _ chaos.Undo) chaos.Proof {
	p := chaos.Proof{Effect: feltDown(ctx, t, f.On, down...)}
	s, err := t.Containers.State(ctx, f.On)
	if err != nil {
		p.Mechanism.Saw = err.Error()
		return p
	}
	p.Mechanism = record.Check{OK: s.Restarts >= loops, Saw: fmt.Sprintf("%s, started again %d times", s, s.Restarts)}
	return p
}

func (f *crashLoop) Revert(ctx context.Context, t *chaos.Target, undo chaos.Undo) error {
	return instance.Restore(ctx, t, f.On, undo)
}

func (f *crashLoop) Gone(ctx context.Context, t *chaos.Target, undo chaos.Undo) record.Check {
	return instance.Gone(ctx, t, f.On, undo)
}

// Acts checks whether the looping container is in the service's place.
func (f *crashLoop) Acts(ctx context.Context, t *chaos.Target, undo chaos.Undo) (record.Check, error) {
	return instance.Replaced(ctx, t, f.On, undo)
}

func (f *crashLoop) Claims() []chaos.Claim { return chaos.Exclusive("%s", chaos.ContainerOf(f.On)) }
