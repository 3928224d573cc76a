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

// Waits of a response.
const (
	workTime   = 4 * time.Second // from the fix to the trigger, so that the trigger hits a healthy lab
	settleTime = 8 * time.Second // from the trigger until users must be healthy for good
	againPause = time.Second     // between two repetitions of Again
)

// Response is what a person, or a script in their place, does during the drill. With a response, the faults stay
// until the load has ended, so that only the fix can end the incident. The fault phase lasts until the fix and the
// trigger have settled; users must be healthy in the recovery phase.
type Response struct {
	After   time.Duration // from the start of the fault phase to the fix
	Fix     []Step
	Trigger []Step // brings back an incident that was not really fixed
	Again   []Step // repeated in turn through the whole recovery phase
}

// Step is one action of a response.
type Step struct {
	Text string
	Do   func(context.Context) error
}

// respond walks through the fault and recovery phases of a drill with a response.
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

// act runs steps one after the other. A failed step is recorded and the next one still runs: the signals show the
// result.
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
