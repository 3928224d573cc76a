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

// Second is another incident of a shift. It begins when the first one is declared resolved. At that time nobody knows
// whether the first is really resolved, so a second incident that cannot be injected does not end the shift.
type Second struct {
	Begin   <-chan struct{}   // closed when the first incident is declared resolved
	Pause   time.Duration     // from then to the injection
	Faults  []scenarios.Fault // faults of the second incident, as named in its own scenario
	Trigger []Step            // run at the shift's end, after the first one's, if the faults were injected
	Broken  func(err error)   // called when the faults are injected, or with the error; after an error nothing of them is left
}

// secondID prefixes a fault of the second incident, whose ID may equal one of the first.
const secondID = "second:"

// stand waits until the shift is over or its time is up, and meanwhile injects the second incident. It returns the
// triggers of the second incident.
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

// another injects the second incident and reports whether it is in force. It ends with ctx.
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

// provenAll injects faults, each at its own time from now, and requires each to be proven.
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

// withdraw reverts faults that the drill can continue without. A failed revert is retried at the end, like any other.
func (d *Drill) withdraw(ctx context.Context, t *teller, rig *chaos.Injector, faults []scenarios.Fault) {
	for _, f := range faults {
		rig.Revert(ctx, f.ID)
		if t.knows(f.ID) {
			t.fault(f.ID, record.StepWithdrawn, nil)
		}
	}
}
