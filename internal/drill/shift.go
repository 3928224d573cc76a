package drill

import (
	"context"
	"slices"
	"time"

	"firedrill/chaos"
	"firedrill/internal/record"

	"golang.org/x/sync/errgroup"
)

// watchTime is how long users are watched at the end of a shift, after all has settled.
const watchTime = 12 * time.Second

// Shift is a drill that lasts until somebody ends it. The faults stay until the load has ended, so that nothing but what is
// done by hand ends the incident.
type Shift struct {
	Quiet   time.Duration   // the baseline
	Limit   time.Duration   // of the fault phase
	Broken  func()          // called when the damage begins
	Over    <-chan struct{} // closed when somebody ends it
	Ended   func()          // called when it was ended, or the limit was reached, before users are watched
	Trigger []Step          // done then: what would bring an incident back that was not really ended
	Second  *Second         // what else happens before it ends; may be nil

	// Shown is told what proves a fault, and may end the shift by an error; may be nil.
	Shown func(id string, proof chaos.Proof) error
	// Broke is called with why the shift ended early, before its faults are taken back and its lab is removed; may be nil.
	Broke func(ctx context.Context, err error)

	Meanwhile func(ctx context.Context) // goes on beside all phases, until they are over; may be nil
}

// meanwhile begins what goes on beside the phases, and returns how to end it.
func (d *Drill) meanwhile(ctx context.Context) (end func()) {
	if d.Shift == nil || d.Shift.Meanwhile == nil {
		return func() {}
	}
	ctx, cancel := context.WithCancel(ctx)
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		d.Shift.Meanwhile(ctx)
	}()
	return func() { cancel(); <-ended }
}

// onDuty walks through the fault and the recovery of a shift.
func (d *Drill) onDuty(ctx context.Context, t *teller, rig *chaos.Injector, from time.Time) error {
	group, ctx := errgroup.WithContext(ctx)
	for _, f := range d.Scenario.Faults {
		group.Go(func() error { return d.afflict(ctx, rig, f, from) })
	}
	group.Go(func() error { return d.duty(ctx, t, rig, from) })
	return group.Wait()
}

func (d *Drill) duty(ctx context.Context, t *teller, rig *chaos.Injector, from time.Time) error {
	s := d.Shift
	until := from.Add(s.Limit)
	t.phase(record.PhaseFault, s.Limit, until, until.Add(settleTime+watchTime))
	s.Broken()
	more, err := d.stand(ctx, t, rig, until)
	if err != nil {
		return err
	}
	s.Ended()
	act(ctx, t, record.ActTrigger, slices.Concat(s.Trigger, more))
	if err := Wait(ctx, settleTime); err != nil {
		return err
	}
	end := time.Now().Add(watchTime)
	t.phase(record.PhaseRecovery, watchTime, end, end)
	return sleepUntil(ctx, end)
}
