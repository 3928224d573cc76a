package load

import (
	"context"
	"time"
)

// pace hands each arrival out when it is due, until the schedule or the load ends.
func (d *Driver) pace(ctx context.Context) {
	defer close(d.jobs)
	off := make(chan struct{})
	paced := make(chan struct{})
	go func() {
		defer close(off)
		select {
		case <-d.draining:
		case <-ctx.Done():
		case <-paced:
		}
		d.alarm.stop()
	}()
	defer func() { close(paced); <-off }()

	schedule, chooser := NewSchedule(d.plan), newChooser(d.renderer.script, d.plan)
	for seq := uint64(0); ; seq++ {
		offset, ok := schedule.Next()
		if !ok {
			return
		}
		j := job{seq: seq, due: d.start.Add(offset), request: chooser.choose(seq)}
		if !d.await(ctx, j.due) {
			return
		}
		d.scheduled.Store(seq + 1)
		d.hand(ctx, j)
	}
}

// await waits for a moment; false when the load ends first.
func (d *Driver) await(ctx context.Context, due time.Time) bool {
	for {
		select {
		case <-d.draining:
			return false
		case <-ctx.Done():
			return false
		default:
		}
		left := time.Until(due)
		if left <= 0 {
			return true
		}
		if !d.alarm.wait(left) {
			return false
		}
	}
}

// hand gives an arrival to an idle worker, or to a new one, or drops it when too many are in flight.
func (d *Driver) hand(ctx context.Context, j job) {
	if d.inFlight.Load() >= int64(d.plan.MaxInFlight) {
		d.outbox.add(d.dropped(j))
		return
	}
	d.inFlight.Add(1)
	select {
	case d.jobs <- j:
	default:
		d.workers.Go(func() { d.work(ctx, j) })
	}
}
