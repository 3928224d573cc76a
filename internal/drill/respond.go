package drill

import (
	"context"
	"time"

	"firedrill/chaos"
	"firedrill/internal/record"

	"golang.org/x/sync/errgroup"
)

// stepTime bounds one step of a response.
const stepTime = 60 * time.Second

// What a response leaves time for.
const (
	workTime   = 4 * time.Second // from the fix to the trigger, so that it meets a lab that is well
	settleTime = 8 * time.Second // from there until users must be well for good
	againPause = time.Second     // between two rounds of what is done again and again
)

// Response is what is done by hand, or by what stands in for a hand, while the drill goes on. With one, the faults stay
// until the load has ended, so that nothing but the fix can end the incident. The fault phase lasts until the fix and the
// trigger have settled; in the recovery phase users are to be well.
type Response struct {
	After   time.Duration // from the start of the fault phase to the fix
	Fix     []Step
	Trigger []Step // what would make an incident come back that was not really ended
	Again   []Step // done in turn through the whole recovery phase
}

// Step is one thing to do.
type Step struct {
	Text string
	Do   func(context.Context) error
}

// respond walks through the fault and the recovery of a drill that is responded to.
func (d *Drill) respond(ctx context.Context, t *teller, rig *chaos.Injector, from time.Time) error {
	group, ctx := errgroup.WithContext(ctx)
	for _, f := range d.Scenario.Faults {
		group.Go(func() error { return d.hold(ctx, rig, f, from) })
	}
	group.Go(func() error { return d.fix(ctx, t, from) })
	return group.Wait()
}

func (d *Drill) fix(ctx context.Context, t *teller, from time.Time) error {
	long, recovery := d.Response.After+workTime+settleTime, d.Scenario.Timeline.Recovery
	t.phase(record.PhaseFault, long, from.Add(long), from.Add(long+recovery))
	if err := sleepUntil(ctx, from.Add(d.Response.After)); err != nil {
		return err
	}
	act(ctx, t, record.ActFix, d.Response.Fix)
	if err := Wait(ctx, workTime); err != nil {
		return err
	}
	act(ctx, t, record.ActTrigger, d.Response.Trigger)
	if err := Wait(ctx, settleTime); err != nil {
		return err
	}
	end := time.Now().Add(recovery)
	t.phase(record.PhaseRecovery, recovery, end, end)
	for len(d.Response.Again) > 0 && time.Now().Add(againPause).Before(end) {
		act(ctx, t, record.ActFix, d.Response.Again)
		if err := Wait(ctx, againPause); err != nil {
			return err
		}
	}
	return sleepUntil(ctx, end)
}

// act does steps one after the other. One that fails is told, and the next is done all the same: what came of it all is
// for the signals to show.
func act(ctx context.Context, t *teller, why string, steps []Step) {
	for _, s := range steps {
		bounded, cancel := context.WithTimeout(ctx, stepTime)
		began := time.Now()
		err := s.Do(bounded)
		cancel()
		took := time.Since(began)
		t.event(record.Event{Act: &record.Act{Why: why, Text: s.Text, Seconds: took.Seconds(), Error: text(err)}})
		t.note("%s: %s (%.1f s)%s", why, s.Text, took.Seconds(), failedBy(err))
	}
}

func failedBy(err error) string {
	if err == nil {
		return ""
	}
	return ": " + err.Error()
}
