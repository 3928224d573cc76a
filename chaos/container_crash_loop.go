package chaos

import (
	"context"
	"fmt"
	"time"

	"firedrill/internal/record"
)

var containerCrashLoopKind = Kind{
	Name:    "container.crash-loop",
	Family:  "container",
	Summary: "deploy a service that ends whenever it starts, and is started again and again",
	Manual: "A new container takes the service's place, with an argument that its program doesn't know and the engine's order to " +
		"start it again whenever it ends. The engine waits longer each time. The loop lives in the engine, and ends when the old " +
		"container, which is kept aside with its files and data, is put back.",
	Acts:    AtEngine,
	Needs:   []Need{NeedRecreate},
	Within:  15 * time.Second,
	Causes:  causesReplace,
	Example: Example{On: "shop-1"},
	New:     func() Fault { return &containerCrashLoop{} },
}

// containerCrashLoop deploys what can't live.
type containerCrashLoop struct {
	On string `param:"on" required:"true" doc:"the service that ends whenever it starts"`
}

func (f *containerCrashLoop) Validate() []Problem { return nil }

func (f *containerCrashLoop) Plan(ctx context.Context, lab Lab) (Undo, error) {
	return planRunning(ctx, lab, f.On)
}

func (f *containerCrashLoop) Inject(ctx context.Context, lab Lab, undo Undo) error {
	return remade(ctx, lab, f.On, undo, Make{Args: []string{"--no-such-option"}, Again: true})
}

// loops is how often a process must have been started again to be called a loop.
const loops = 2

func (f *containerCrashLoop) Prove(ctx context.Context, lab Lab, _ Undo) Proof {
	p := Proof{Effect: feltDown(ctx, lab, f.On, down...)}
	s, err := lab.Containers().State(ctx, f.On)
	if err != nil {
		p.Mechanism.Saw = err.Error()
		return p
	}
	p.Mechanism = record.Check{OK: s.Restarts >= loops, Saw: fmt.Sprintf("%s, started again %d times", s, s.Restarts)}
	return p
}

func (f *containerCrashLoop) Revert(ctx context.Context, lab Lab, undo Undo) error {
	return putBack(ctx, lab, f.On, undo)
}

func (f *containerCrashLoop) Gone(ctx context.Context, lab Lab, undo Undo) record.Check {
	return goneWith(ctx, lab, f.On, undo)
}
