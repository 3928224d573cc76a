package drill

import (
	"context"
	"sync"
	"time"

	"firedrill/internal/record"
)

// sampleEvery is the pause between two looks at the gauges.
const sampleEvery = time.Second

// Meter looks at what the services of a lab use. It bounds each look itself, and leaves out what does not answer.
type Meter interface {
	Read(ctx context.Context) []record.Gauge
}

// measured does something while the gauges and the machine are looked at. It returns when all are over.
func (d *Drill) measured(ctx context.Context, t *teller, do func() error) error {
	ctx, stop := context.WithCancel(ctx)
	var looks sync.WaitGroup
	if d.Meter != nil {
		looks.Go(func() { d.sample(ctx, t) })
	}
	looks.Go(func() { d.watchMachine(ctx, t) })
	err := do()
	stop()
	looks.Wait()
	return err
}

// sample looks at the gauges at each whole second of the drill until the context ends. A look that took longer than a
// second leaves out the one that was due in it. A drill is not the worse for gauges that can't be kept.
func (d *Drill) sample(ctx context.Context, t *teller) {
	for next := t.began; ; next = nextLook(t.began, time.Now()) {
		if sleepUntil(ctx, next) != nil {
			return
		}
		at := t.now()
		all := d.Meter.Read(ctx)
		if ctx.Err() != nil {
			return // the look was cut short
		}
		for i := range all {
			all[i].At = at
		}
		d.calm.lab(at, all)
		if err := t.w.Gauges(all...); err != nil {
			t.note("gauges could not be kept: %v", err)
		}
	}
}

// nextLook is the first whole second after began that is still to come.
func nextLook(began, now time.Time) time.Time {
	return began.Add(now.Sub(began).Truncate(sampleEvery) + sampleEvery)
}
