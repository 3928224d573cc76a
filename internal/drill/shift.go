package drill

import (
	"context"
	"slices"
	"time"

	"firedrill/chaos"
	"firedrill/internal/record"

	"golang.org/x/sync/errgroup"
)

// watchTime is how long users are measured at the end of a shift, after everything has settled.
const watchTime = 12 * time.Second

// Shift is a drill that lasts until somebody ends it. The faults stay until the load has ended, so that only the
// responder's work ends the incident.
type Shift struct {
	Quiet   time.Duration   // length of the baseline
	Limit   time.Duration   // longest fault phase
	Broken  func()          // called when the injection begins
	Over    <-chan struct{} // closed when somebody ends the shift
	Ended   func()          // called when the shift was ended or the limit was reached, before users are measured
	Trigger []Step          // run after Ended: brings back an incident that was not really fixed
	Second  *Second         // a second incident; may be nil

	// Shown receives the proof of each fault, and may end the shift with an error; may be nil.
	Shown func(id string, proof chaos.Proof) error
	// Broke receives why the shift ended early, before its faults are reverted and its lab is removed; may be nil.
	Broke func(ctx context.Context, err error)

	Meanwhile func(ctx context.Context) // runs beside all phases and ends with them; may be nil
}

// meanwhile starts Shift.Meanwhile beside the phases, and returns a function that ends it.
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

// onDuty walks through the fault and recovery phases of a shift.
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
