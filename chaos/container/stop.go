package container

import (
	"context"
	"time"

	"firedrill/chaos"
	"firedrill/chaos/instance"
	"firedrill/internal/record"
)

var stopKind = chaos.Kind{
	Name:    "container.stop",
	Family:  "container",
	Summary: "stop a service's container gracefully, and start it again",
	Manual: "The process is asked to end, and killed after the grace period. Its address and name are gone with it. Users see " +
		"refused connections, unknown names or timeouts, depending on the connections that they had.",
	Acts:    chaos.AtEngine,
	Ports:   []chaos.Port{chaos.PortContainers, chaos.PortProbes},
	Within:  15 * time.Second, // a database recovers before it serves
	Causes:  chaos.CausesStop,
	Example: chaos.Example{On: "postgres", Params: map[string]string{"grace": "500ms"}},
	New:     func() chaos.Fault { return &stop{} },
}

// stop ends a container's process gracefully.
type stop struct {
	On    string        `param:"on" required:"true" doc:"the service whose container is stopped"`
	Grace time.Duration `param:"grace" default:"1s" min:"0s" max:"30s" doc:"how long the process may take to end before it is killed"`
}

func (f *stop) Validate() []chaos.Problem { return nil }

func (f *stop) Plan(ctx context.Context, t *chaos.Target) (chaos.Undo, error) {
	return instance.Plan(ctx, t, f.On)
}

func (f *stop) Inject(ctx context.Context, t *chaos.Target, _ chaos.Undo) error {
	return t.Containers.Stop(ctx, f.On, f.Grace)
}

func (f *stop) Prove(ctx context.Context, t *chaos.Target, _ chaos.Undo) chaos.Proof {
	return chaos.Proof{Mechanism: isExited(ctx, t, f.On), Effect: feltDown(ctx, t, f.On, down...)}
}

func (f *stop) Revert(ctx context.Context, t *chaos.Target, _ chaos.Undo) error {
	return startAgain(ctx, t, f.On)
}

func (f *stop) Gone(ctx context.Context, t *chaos.Target, undo chaos.Undo) record.Check {
	return instance.Gone(ctx, t, f.On, undo)
}

// Acts checks whether the container is stopped.
func (f *stop) Acts(ctx context.Context, t *chaos.Target, _ chaos.Undo) (record.Check, error) {
	return instance.Look(ctx, t, f.On, hasExited)
}
