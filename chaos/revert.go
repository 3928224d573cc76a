package chaos

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"time"

	"firedrill/chaos/poll"
	"firedrill/internal/record"
)

const (
	revertTime  = 20 * time.Second       // bounds one attempt at a revert
	revertTries = 3                      // a busy engine must not leave a lab damaged
	revertPause = 250 * time.Millisecond // between two attempts
	// goneTime is the least time for which the absence of a fault is checked. On a busy machine single checks time out, and a
	// timeout does not show that the fault still acts.
	goneTime = 30 * time.Second
)

// Outcome is the result of a revert.
type Outcome struct {
	ID, Kind, On string
	Reverted     error        // nil when the revert succeeded
	Gone         record.Check // what the last check for the fault's absence saw
}

// Clean reports whether the fault was reverted and is known to be gone.
func (o Outcome) Clean() bool { return o.Reverted == nil && o.Gone.OK }

// Revert reverts one fault and checks whether it is gone. It is not cancelled with ctx.
//
// While other faults act the lab cannot be expected to be healthy, so there is only one check. If it does not show the
// absence, the proof is taken after the last revert.
func (r *Injector) Revert(ctx context.Context, id string) Outcome {
	r.reverting.Lock()
	defer r.reverting.Unlock()
	h := r.find(id)
	if h == nil {
		return Outcome{ID: id, Gone: record.Check{OK: true, Saw: "not in force"}}
	}
	ctx = context.WithoutCancel(ctx)
	outcomes := map[*hold]*Outcome{h: r.revertHold(ctx, h)}
	if len(r.acting()) == 0 {
		for _, waiting := range r.newestFirst() {
			if outcomes[waiting] == nil {
				outcomes[waiting] = waiting.outcome(nil)
			}
		}
		r.settle(ctx, outcomes)
		return *outcomes[h]
	}
	if outcomes[h].Gone = r.look(ctx, h); outcomes[h].Clean() {
		r.drop(h, outcomes[h].Gone)
	}
	return *outcomes[h]
}

// RevertAll reverts all faults that may still act, newest first, and then checks whether each is gone. It is not cancelled
// with ctx. Each step is bounded, and a failure does not stop the others.
func (r *Injector) RevertAll(ctx context.Context) []Outcome {
	r.reverting.Lock()
	defer r.reverting.Unlock()
	ctx = context.WithoutCancel(ctx)
	order := r.newestFirst()
	outcomes := make(map[*hold]*Outcome, len(order))
	for _, h := range order {
		outcomes[h] = r.revertHold(ctx, h)
	}
	r.settle(ctx, outcomes)
	list := make([]Outcome, len(order))
	for i, h := range order {
		list[i] = *outcomes[h]
	}
	return list
}

// revertHold reverts one fault, unless that was done before.
func (r *Injector) revertHold(ctx context.Context, h *hold) *Outcome {
	<-h.injected // an injection is bounded
	r.mu.Lock()
	h.releasing = true
	r.mu.Unlock()
	if r.done(h) {
		return h.outcome(nil)
	}
	var err error
	for try := range revertTries {
		if try > 0 {
			poll.Sleep(ctx, revertPause)
		}
		if err = revertOnce(ctx, r.setup.Target, h); err == nil {
			break
		}
	}
	if err != nil {
		err = fmt.Errorf("revert %q: %w", h.ID, err)
	}
	r.setup.Journal.Reverted(h.ID, err)
	r.mu.Lock()
	h.reverted = err == nil
	r.mu.Unlock()
	return h.outcome(err)
}

func revertOnce(ctx context.Context, t *Target, h *hold) error {
	ctx, cancel := context.WithTimeout(ctx, revertTime)
	defer cancel()
	return h.fault.Revert(ctx, t, h.Undo)
}

// settle runs the proofs of absence concurrently, so that the slowest bounds the wait, and tells the journal.
func (r *Injector) settle(ctx context.Context, outcomes map[*hold]*Outcome) {
	var wg sync.WaitGroup
	for h, o := range outcomes {
		wg.Go(func() {
			if o.Reverted != nil {
				o.Gone = r.look(ctx, h) // it may have ended by itself, but there is nothing to wait for
				return
			}
			o.Gone = poll.Until(ctx, max(h.within, goneTime), func(ctx context.Context) record.Check {
				return h.fault.Gone(ctx, r.setup.Target, h.Undo)
			}, func(c record.Check) bool { return c.OK })
		})
	}
	wg.Wait()
	for _, h := range r.newestFirst() {
		if o := outcomes[h]; o != nil {
			r.drop(h, o.Gone)
		}
	}
}

// look takes one bounded check for a fault's absence.
func (r *Injector) look(ctx context.Context, h *hold) record.Check {
	ctx, cancel := context.WithTimeout(ctx, h.within)
	defer cancel()
	return h.fault.Gone(ctx, r.setup.Target, h.Undo)
}

// drop tells the journal what was seen, and forgets a fault that is gone.
func (r *Injector) drop(h *hold, gone record.Check) {
	r.setup.Journal.Gone(h.ID, gone)
	if !gone.OK {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.holds = slices.DeleteFunc(r.holds, func(other *hold) bool { return other == h })
}

func (h *hold) outcome(err error) *Outcome {
	return &Outcome{ID: h.ID, Kind: h.Kind, On: h.On, Reverted: err}
}

func (r *Injector) done(h *hold) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return h.reverted
}

func (r *Injector) find(id string) *hold {
	for _, h := range r.newestFirst() {
		if h.ID == id {
			return h
		}
	}
	return nil
}

// acting lists the faults that were not reverted yet.
func (r *Injector) acting() []*hold {
	return slices.DeleteFunc(r.newestFirst(), r.done)
}

func (r *Injector) newestFirst() []*hold {
	r.mu.Lock()
	defer r.mu.Unlock()
	list := slices.Clone(r.holds)
	slices.Reverse(list)
	return list
}

// RevertEntries reverts the faults of a journal, newest first, in another process than the one that injected them: the
// watchdog, or a later clean-up. Entries come in the order in which they were written. It is not cancelled with ctx.
func RevertEntries(ctx context.Context, setup Setup, entries []Entry) []Outcome {
	r := NewInjector(setup)
	var outcomes []Outcome
	for _, e := range entries {
		h, err := newHold(setup.Index, e)
		if err == nil {
			err = setup.supports(e.Kind)
		}
		if err != nil {
			// A journal of another version of firedrill: report it by name, and go on with the rest.
			outcomes = append(outcomes, Outcome{ID: e.ID, Kind: e.Kind, On: e.On, Reverted: err})
			setup.Journal.Reverted(e.ID, err)
			continue
		}
		close(h.injected) // by a process that has ended
		r.holds = append(r.holds, h)
	}
	return append(r.RevertAll(ctx), outcomes...)
}
