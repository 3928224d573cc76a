package drill

import (
	"context"
	"sync"
	"time"

	"firedrill/chaos"
	"firedrill/internal/record"
)

// watching checks the faults in force until the returned function is called.
func watching(ctx context.Context, rig *chaos.Injector) (end func()) {
	ctx, cancel := context.WithCancel(ctx)
	var all sync.WaitGroup
	all.Go(func() { rig.Watch(ctx) })
	return func() { cancel(); all.Wait() }
}

// byHand reports whether somebody may end the faults of this drill before they are reverted.
func (d *Drill) byHand() bool { return d.Shift != nil || d.Response != nil }

// lost records that a fault no longer acts, and when that was first seen. If nobody was allowed to end it, the drill
// is invalid.
func (d *Drill) lost(t *teller, id string, since time.Time, saw record.Check) {
	at := since.Sub(t.began)
	t.faultAt(at.Microseconds(), id, record.StepEnded, func(f *record.Fault) { f.Mechanism, f.ByHand = &saw, d.byHand() })
	if d.byHand() {
		return // the responder must not be told
	}
	t.note("%s ENDED EARLY at %.1f s: %s: this drill will be invalid", id, at.Seconds(), saw.Saw)
}
