package chaos

import (
	"context"
	"time"

	"firedrill/chaos/poll"
	"firedrill/internal/record"
)

const (
	// watchEvery is the pause between two looks; with several faults in force each is looked at in turn.
	watchEvery = time.Second
	// ActsTime bounds one look.
	ActsTime = 3 * time.Second
	// endedLooks is how often in a row a fault must be seen not to act, to have ended: one that is replaced or reloaded
	// meanwhile is away for a moment.
	endedLooks = 3
)

// watched is what was seen of a fault since it was proven.
type watched struct {
	proven bool // its mechanism was
	missed int  // looks in a row that did not see it
	since  time.Time
	ended  bool
}

// Watch looks at the faults in force, one at a time, until the context ends, and tells Site.Ended of those that act no more
// and were not reverted. A look that could not be taken says nothing.
func (r *Injector) Watch(ctx context.Context) {
	for i := 0; poll.Sleep(ctx, watchEvery); i++ {
		if held := r.watchable(); len(held) > 0 {
			r.watchOne(ctx, held[i%len(held)])
		}
	}
}

// watchable lists the faults whose mechanism was proven, and which nobody has begun to revert.
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

// watchOne takes one look.
func (r *Injector) watchOne(ctx context.Context, h *hold) {
	began := time.Now()
	bounded, cancel := context.WithTimeout(ctx, ActsTime)
	lasting, _ := As[Lasting](h.fault) // watchable has looked
	c, err := lasting.Acts(bounded, r.setup.Target, h.Undo)
	cancel()
	r.mu.Lock()
	ended := err == nil && ctx.Err() == nil && !h.releasing && h.watched.saw(c, began)
	r.mu.Unlock()
	if ended && r.setup.Ended != nil {
		r.setup.Ended(h.ID, h.watched.since, c)
	}
}

// saw takes what a look saw, and says whether the fault has ended by now.
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
