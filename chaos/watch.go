package chaos

import (
	"context"
	"time"

	"firedrill/chaos/poll"
	"firedrill/internal/record"
)

const (
	// watchEvery is the pause between two checks. Several faults in force are checked in turn.
	watchEvery = time.Second
	// ActsTime bounds one check.
	ActsTime = 3 * time.Second
	// endedLooks is how many checks in a row must not see a fault before it counts as ended: during a replacement or reload it is
	// away for a moment.
	endedLooks = 3
)

// watched is what was seen of a fault since it was proven.
type watched struct {
	proven bool // its mechanism was
	missed int  // checks in a row that did not see it
	since  time.Time
	ended  bool
}

// Watch checks the faults in force, one at a time, until the context ends. It calls Setup.Ended for those that ended without a
// revert. A check that failed says nothing.
func (r *Injector) Watch(ctx context.Context) {
	for i := 0; poll.Sleep(ctx, watchEvery); i++ {
		if held := r.watchable(); len(held) > 0 {
			r.watchOne(ctx, held[i%len(held)])
		}
	}
}

// watchable lists the faults whose mechanism was proven and whose revert has not begun.
func (r *Injector) watchable() []*hold {
	r.mu.Lock()
	defer r.mu.Unlock()
	var held []*hold
	for _, h := range r.holds {
		if _, lasts := As[Lasting](h.fault); lasts && h.watched.proven && !h.watched.ended && !h.releasing {
			held = append(held, h)
		}
	}
	return held
}

// watchOne checks one fault.
func (r *Injector) watchOne(ctx context.Context, h *hold) {
	began := time.Now()
	bounded, cancel := context.WithTimeout(ctx, ActsTime)
	lasting, _ := As[Lasting](h.fault) // watchable has checked that it is one
	c, err := lasting.Acts(bounded, r.setup.Target, h.Undo)
	cancel()
	r.mu.Lock()
	ended := err == nil && ctx.Err() == nil && !h.releasing && h.watched.saw(c, began)
	r.mu.Unlock()
	if ended && r.setup.Ended != nil {
		r.setup.Ended(h.ID, h.watched.since, c)
	}
}

// saw records the result of a check, and reports whether the fault has ended by now.
func (w *watched) saw(c record.Check, at time.Time) bool {
	if c.OK {
		w.missed = 0
		return false
	}
	if w.missed == 0 {
		w.since = at
	}
	w.missed++
	w.ended = w.missed >= endedLooks
	return w.ended
}
