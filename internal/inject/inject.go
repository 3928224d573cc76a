package inject

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"firedrill/chaos"
	"firedrill/chaos/catalogue"
	"firedrill/internal/drill"
	"firedrill/internal/labs"
	"firedrill/scenarios"
	"firedrill/stack"
)

// Request asks for one fault in a running lab.
type Request struct {
	Lab   *labs.Lab
	Fault scenarios.Fault
	Hold  time.Duration // time until the fault is reverted; 0 leaves it in force
	Out   io.Writer     // receives each proof
}

// Inject injects a fault and proves it. A fault with a hold time, or without a proof, is reverted before Inject
// returns; if the process dies before that, its watchdog reverts it.
func Inject(ctx context.Context, r Request) (err error) {
	bench, found := r.Lab.Bench, r.Lab.Found
	order, wrong := orderIn(found.Topology(), r.Fault)
	if len(wrong) > 0 {
		return wrong
	}
	self, err := stack.SupplySelf(ctx, bench.Engine, "")
	if err != nil {
		return err
	}
	session, err := bench.Session(drill.Owner{Instance: found.Instance, Lab: found.Run, Kept: true, Self: self.Ref, For: r.Hold}, "")
	if err != nil {
		return err
	}
	lab, err := stack.Find(ctx, bench.Engine, found.Instance)
	if err == nil {
		lab.TellChanges(bench.Home.Tell(lab.Run()))
		err = lab.Join(ctx, stack.JoinRequest{Run: bench.RunID, Self: self.Ref})
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

// applyIn injects the fault, and reverts it unless it is to stay in force.
func (r Request) applyIn(ctx context.Context, lab *stack.Running, s *drill.Session, o chaos.Order) (left bool, err error) {
	bench, name := r.Lab.Bench, r.Lab.Found.Instance
	rig := chaos.NewInjector(chaos.Setup{Index: catalogue.All(), Target: lab.Target(), Journal: s.Journal, Elsewhere: bench.Home.Elsewhere(s.Owner),
		Prober: &drill.Prober{Engine: bench.Engine, Self: s.Owner.Self, Run: bench.RunID, Up: name}})
	proof, err := rig.Apply(ctx, o)
	if err == nil {
		writeProof(r.Out, o, proof)
		switch {
		case !proof.OK():
			err = fmt.Errorf("fault %q is not proven, so it is taken back", o.ID)
		case r.Hold == 0:
			fmt.Fprintf(r.Out, "next: firedrill revert --lab %s\n", name)
			return true, nil
		default:
			err = drill.Wait(ctx, r.Hold)
		}
	}
	return false, errors.Join(err, writeOutcomes(r.Out, rig.RevertAll(ctx), name))
}

func writeProof(w io.Writer, o chaos.Order, p chaos.Proof) {
	fmt.Fprintf(w, "%s on %s\n  mechanism  %s  %s\n  effect     %s  %s\n", o.Kind, o.On,
		mark(p.Mechanism.OK), p.Mechanism.Saw, mark(p.Effect.OK), p.Effect.Saw)
}

// mark formats the result of a check in three columns.
func mark(ok bool) string {
	if ok {
		return "yes"
	}
	return "NO "
}
