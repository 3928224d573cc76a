package drill

import (
	"context"
	"fmt"
	"time"

	"firedrill/chaos"
	"firedrill/internal/record"
	"firedrill/scenarios"

	"golang.org/x/sync/errgroup"
)

// Second is another incident of a shift, which begins when the first is said to be over. Whether it is over is not known
// then, so the shift goes on without a second one that can't be brought about.
type Second struct {
	Begin   <-chan struct{}   // closed when the first is said to be over
	Pause   time.Duration     // from then to the damage
	Faults  []scenarios.Fault // of the second incident, as its own scenario names them
	Trigger []Step            // done at the shift's end, after the first one's, if the damage was done
	Broken  func(err error)   // called when the damage is done, or with why it was not; nothing of it is left then
}

// secondID names a fault of the second incident, which may have the name of one of the first.
const secondID = "second:"

// stand waits until the shift is over, or its time is up, and brings the second incident meanwhile. It returns that one's
// triggers.
func (d *Drill) stand(ctx context.Context, t *teller, rig *chaos.Injector, until time.Time) ([]Step, error) {
	s := d.Shift
	over, cancel := context.WithDeadline(ctx, until)
	defer cancel()
	var begin <-chan struct{}
	if s.Second != nil {
		begin = s.Second.Begin
	}
	var trigger []Step
	select {
	case <-s.Over:
	case <-over.Done():
	case <-begin:
		if d.another(over, t, rig) {
			trigger = s.Second.Trigger
		}
		select {
		case <-s.Over:
		case <-over.Done():
		}
	}
	if ctx.Err() != nil {
		return nil, context.Cause(ctx)
	}
	return trigger, nil
}

// another brings the second incident, and says whether it is there. It ends with ctx.
func (d *Drill) another(ctx context.Context, t *teller, rig *chaos.Injector) bool {
	s := d.Shift.Second
	pause := time.NewTimer(s.Pause)
	defer pause.Stop()
	select {
	case <-pause.C:
	case <-d.Shift.Over:
		return false
	case <-ctx.Done():
		return false
	}
	faults := make([]scenarios.Fault, len(s.Faults))
	for i, f := range s.Faults {
		f.ID = secondID + f.ID
		faults[i] = f
	}
	err := d.provenAll(ctx, rig, faults, time.Now())
	if err != nil {
		d.withdraw(ctx, t, rig, faults)
	}
	s.Broken(err)
	return err == nil
}

// provenAll brings faults into force, each in its own part of the time from now on, and wants each to be proven.
func (d *Drill) provenAll(ctx context.Context, rig *chaos.Injector, faults []scenarios.Fault, from time.Time) error {
	group, ctx := errgroup.WithContext(ctx)
	for _, f := range faults {
		group.Go(func() error {
			proof, err := bring(ctx, rig, f, from)
			if err != nil {
				return err
			}
			if !proof.OK() {
				return fmt.Errorf("fault %q is not proven: %s; %s", f.ID, proof.Mechanism.Saw, proof.Effect.Saw)
			}
			return d.release(ctx, rig, f, from)
		})
	}
	return group.Wait()
}

// withdraw takes faults back without which the drill goes on. What does not end now is tried again in the end, as any other.
func (d *Drill) withdraw(ctx context.Context, t *teller, rig *chaos.Injector, faults []scenarios.Fault) {
	for _, f := range faults {
		rig.Revert(ctx, f.ID)
		if t.knows(f.ID) {
			t.fault(f.ID, record.StepWithdrawn, nil)
		}
	}
}
