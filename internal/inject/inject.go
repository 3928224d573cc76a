package inject

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"firedrill/chaos"
	"firedrill/internal/drill"
	"firedrill/internal/engine"
	"firedrill/scenarios"
	"firedrill/stack"
)

// Request asks for one fault in a lab that is up.
type Request struct {
	Engine *engine.Engine
	Home   drill.Home
	Lab    stack.Found
	Run    string
	Fault  scenarios.Fault
	Hold   time.Duration // after which the fault is reverted; 0 to leave it
	Out    io.Writer     // is told of each proof as it is seen

	Begin func(drill.Owner) (*drill.Session, error) // opens the run's session
}

// Inject injects a fault and proves it. A fault with a time to hold, and one that is not proven, is reverted before Inject
// returns; if the process dies meanwhile, its watchdog reverts it.
func Inject(ctx context.Context, r Request) (err error) {
	order, wrong := orderIn(r.Lab.Topology(), r.Fault)
	if len(wrong) > 0 {
		return wrong
	}
	self, err := stack.SupplySelf(ctx, r.Engine, "")
	if err != nil {
		return err
	}
	session, err := r.Begin(drill.Owner{Instance: r.Lab.Instance, Lab: r.Lab.Run, Kept: true, Self: self.Ref, For: r.Hold})
	if err != nil {
		return err
	}
	lab, err := stack.Find(ctx, r.Engine, r.Lab.Instance)
	if err == nil {
		lab.TellChanges(r.Home.Tell(lab.Run()))
		err = lab.Join(ctx, stack.JoinRequest{Run: r.Run, Self: self.Ref})
	}
	if err != nil {
		return errors.Join(err, session.End(ctx))
	}
	left, err := r.applyIn(ctx, lab, session, order)
	if left {
		return errors.Join(lab.Release(), session.Abandon())
	}
	return errors.Join(err, lab.Release(), session.End(ctx))
}

// applyIn injects the fault, and reverts it unless it was left in force on purpose.
func (r Request) applyIn(ctx context.Context, lab *stack.Running, s *drill.Session, o chaos.Order) (left bool, err error) {
	rig := chaos.NewRig(chaos.Site{Index: chaos.Catalogue(), Lab: lab, Journal: s.Journal, Elsewhere: r.Home.Elsewhere(s.Owner),
		Prober: &drill.Prober{Engine: r.Engine, Self: s.Owner.Self, Run: r.Run, Up: r.Lab.Instance}})
	proof, err := rig.Apply(ctx, o)
	if err == nil {
		writeProof(r.Out, o, proof)
		switch {
		case !proof.OK():
			err = fmt.Errorf("fault %q is not proven, so it is taken back", o.ID)
		case r.Hold == 0:
			fmt.Fprintf(r.Out, "next: firedrill revert --lab %s\n", r.Lab.Instance)
			return true, nil
		default:
			err = drill.Wait(ctx, r.Hold)
		}
	}
	return false, errors.Join(err, tell(r.Out, rig.RevertAll(ctx), r.Lab.Instance))
}

func writeProof(w io.Writer, o chaos.Order, p chaos.Proof) {
	fmt.Fprintf(w, "%s on %s\n  mechanism  %s  %s\n  effect     %s  %s\n", o.Kind, o.On,
		mark(p.Mechanism.OK), p.Mechanism.Saw, mark(p.Effect.OK), p.Effect.Saw)
}

// mark is a result of a check in three columns.
func mark(ok bool) string {
	if ok {
		return "yes"
	}
	return "NO "
}
