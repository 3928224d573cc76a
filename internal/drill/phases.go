package drill

import (
	"context"
	"errors"
	"time"

	"firedrill/chaos"
	"firedrill/internal/record"
	"firedrill/scenarios"

	"golang.org/x/sync/errgroup"
)

// stretch is one phase as planned, with its action.
type stretch struct {
	name string
	long time.Duration
	do   func(context.Context, time.Time) error

	settle bool // it ends when it is calm, maybe later than planned
}

// phases walks through the timeline.
func (d *Drill) phases(ctx context.Context, t *teller, rig *chaos.Injector) error {
	tl := d.Scenario.Timeline
	if d.Shift != nil {
		tl.Baseline = d.Shift.Quiet
	}
	all := []stretch{{name: record.PhaseWarmup, long: tl.Warmup}, {name: record.PhaseBaseline, long: tl.Baseline, settle: true}}
	byHand := d.byHand()
	if !byHand {
		damage := func(ctx context.Context, from time.Time) error { return d.damage(ctx, rig, from) }
		all = append(all, stretch{name: record.PhaseFault, long: tl.Fault, do: damage}, stretch{name: record.PhaseRecovery, long: tl.Recovery})
	}
	at, err := d.walk(ctx, t, all)
	switch {
	case err != nil || !byHand:
		return err
	case d.Shift != nil:
		return d.onDuty(ctx, t, rig, at)
	}
	return d.respond(ctx, t, rig, at)
}

// walk runs phases one after the other and returns the end of the last one. If a phase overruns, the following ones
// start that much later.
func (d *Drill) walk(ctx context.Context, t *teller, all []stretch) (time.Time, error) {
	at, total := time.Duration(0), d.Scenario.Timeline.Total()
	for _, p := range all {
		from := t.began.Add(at)
		if err := sleepUntil(ctx, from); err != nil {
			return from, err
		}
		if late := time.Since(from); late > 0 { // the previous phase overran; this one keeps its planned length
			at, total, from = at+late, total+late, from.Add(late)
		}
		at += p.long
		t.phase(p.name, p.long, t.began.Add(at), t.began.Add(total))
		if p.do != nil {
			if err := p.do(ctx, from); err != nil {
				return from, err
			}
		}
		if p.settle {
			end, err := d.settle(ctx, t, from, t.began.Add(at))
			if err != nil {
				return from, err
			}
			later := end.Sub(t.began) - at
			at, total = at+later, total+later
		}
	}
	end := t.began.Add(at)
	return end, sleepUntil(ctx, end)
}

// damage holds the scenario's faults during the fault phase, each at its own time.
func (d *Drill) damage(ctx context.Context, rig *chaos.Injector, from time.Time) error {
	group, gctx := errgroup.WithContext(ctx)
	for _, f := range d.Scenario.Faults {
		group.Go(func() error { return d.hold(gctx, rig, f, from) })
	}
	err := group.Wait()
	if err == nil {
		err = sleepUntil(ctx, from.Add(d.Scenario.Timeline.Fault))
	}
	d.saveLogs(ctx)
	for _, o := range rig.RevertAll(ctx) {
		if !o.Clean() {
			err = errors.Join(err, d.notGone(o))
		}
	}
	return err
}

// hold injects one fault when it is due and, if its time ends before the phase does, reverts it.
func (d *Drill) hold(ctx context.Context, rig *chaos.Injector, f scenarios.Fault, from time.Time) error {
	if _, err := bring(ctx, rig, f, from); err != nil {
		return err
	}
	return d.release(ctx, rig, f, from)
}

// bring injects one fault when it is due.
func bring(ctx context.Context, rig *chaos.Injector, f scenarios.Fault, from time.Time) (chaos.Proof, error) {
	if err := sleepUntil(ctx, from.Add(f.At)); err != nil {
		return chaos.Proof{}, err
	}
	return rig.Apply(ctx, chaos.Order{ID: f.ID, Kind: f.Kind, On: f.On, Params: f.Params})
}

// release reverts one fault if its time ends before the phase does.
func (d *Drill) release(ctx context.Context, rig *chaos.Injector, f scenarios.Fault, from time.Time) error {
	if f.For == 0 {
		return nil
	}
	if err := sleepUntil(ctx, from.Add(f.At+f.For)); err != nil {
		return err
	}
	d.saveLogs(ctx)
	if o := rig.Revert(ctx, f.ID); o.Reverted != nil {
		return d.notGone(o)
	}
	return nil
}
