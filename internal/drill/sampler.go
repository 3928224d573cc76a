package drill

import (
	"context"
	"sync"
	"time"

	"firedrill/internal/record"
)

// sampleEvery is the interval between two reads of the gauges.
const sampleEvery = time.Second

// Meter reads the resource usage of a lab's services. It bounds each read itself, and omits services that do not
// answer.
type Meter interface {
	Read(ctx context.Context) []record.Gauge
}

// measured runs a function while the gauges and the machine are sampled. It returns when all have ended.
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

// sample reads the gauges at each whole second of the drill until the context ends. A read that takes more than a
// second skips the next one. Missing gauges do not affect the drill.
func (d *Drill) sample(ctx context.Context, t *teller) {
	for next := t.began; ; next = nextLook(t.began, time.Now()) {
		if sleepUntil(ctx, next) != nil {
			return
		}
		at := t.now()
		all := d.Meter.Read(ctx)
		if ctx.Err() != nil {
			return // the read was cut short
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

// nextLook returns the first whole second after began that is still in the future.
func nextLook(began, now time.Time) time.Time {
	return began.Add(now.Sub(began).Truncate(sampleEvery) + sampleEvery)
}
