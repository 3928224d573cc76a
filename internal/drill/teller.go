package drill

import (
	"fmt"
	"slices"
	"sync"
	"time"

	"firedrill/chaos"
	"firedrill/internal/link"
	"firedrill/internal/record"
)

// teller writes events to the record and the journal, and reports them to Watch.
type teller struct {
	w       *record.Writer
	journal chaos.Journal
	began   time.Time
	watch   func(Progress)

	mu     sync.Mutex
	err    error
	orders map[string]chaos.Entry
	last   int64
	kept   []record.Event // events that the engine reports, and events that explain them
}

func (t *teller) now() int64 { return time.Since(t.began).Microseconds() }

func (t *teller) event(e record.Event) { t.at(t.now(), e) }

// at writes an event. Events are written in time order, so an event with an earlier time gets the time of the last
// one.
func (t *teller) at(us int64, e record.Event) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.last = max(t.last, us)
	e.At = t.last
	if e.Fault != nil || e.Act != nil || e.Engine != nil {
		t.kept = append(t.kept, e)
	}
	if err := t.w.Event(e); err != nil && t.err == nil {
		t.err = err
	}
}

// account returns the recorded faults, changes and engine events so far.
func (t *teller) account() []record.Event {
	t.mu.Lock()
	defer t.mu.Unlock()
	return slices.Clone(t.kept)
}

// failure returns the first error that kept an event out of the record.
func (t *teller) failure() error {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.err
}

func (t *teller) phase(name string, long time.Duration, until, end time.Time) {
	t.event(record.Event{Phase: &record.Phase{Name: name, Seconds: long.Seconds()}})
	t.say(Progress{Phase: name, Until: until, End: end})
}

func (t *teller) say(p Progress) {
	if t.watch != nil {
		t.watch(p)
	}
}

func (t *teller) note(format string, args ...any) {
	t.say(Progress{Note: fmt.Sprintf(format, args...)})
}

// resumed records that the stream to the client broke and was resumed.
func (t *teller) resumed(b link.Break) {
	t.event(record.Event{Stream: &record.Stream{Seconds: b.Took.Seconds(), Why: b.Why.Error()}})
	t.note("the stream to the client broke and was restored after %v: %v", b.Took.Round(time.Millisecond), b.Why)
}

// fault records one step in the life of a fault.
func (t *teller) fault(id, step string, fill func(*record.Fault)) { t.faultAt(t.now(), id, step, fill) }

func (t *teller) faultAt(us int64, id, step string, fill func(*record.Fault)) {
	t.mu.Lock()
	e := t.orders[id]
	t.mu.Unlock()
	f := &record.Fault{ID: id, Kind: e.Kind, Target: e.On, Params: e.Shown, Step: step}
	if fill != nil {
		fill(f)
	}
	t.at(us, record.Event{Fault: f})
}

// knows reports whether a fault was planned.
func (t *teller) knows(id string) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	_, ok := t.orders[id]
	return ok
}

// Planned records that a fault is about to be injected.
func (t *teller) Planned(e chaos.Entry) error {
	if err := t.journal.Planned(e); err != nil {
		return err
	}
	t.mu.Lock()
	if t.orders == nil {
		t.orders = map[string]chaos.Entry{}
	}
	t.orders[e.ID] = e
	t.mu.Unlock()
	t.fault(e.ID, record.StepPlanned, func(f *record.Fault) { f.Causes = e.Causes })
	return nil
}

// Injected records that the fault was injected, or why that failed.
func (t *teller) Injected(id string, err error) {
	t.journal.Injected(id, err)
	t.fault(id, record.StepInjected, func(f *record.Fault) { f.Error = text(err) })
	if err == nil {
		t.note("%s injected", id)
	}
}

// Proven records the result of the proofs.
func (t *teller) Proven(id string, p chaos.Proof) {
	t.journal.Proven(id, p)
	t.fault(id, record.StepProven, func(f *record.Fault) { f.Mechanism, f.Effect = &p.Mechanism, &p.Effect })
	if p.OK() {
		t.note("%s proven: %s; %s", id, p.Mechanism.Saw, p.Effect.Saw)
	} else {
		t.note("%s NOT PROVEN: %s; %s", id, p.Mechanism.Saw, p.Effect.Saw)
	}
}

// Reverted records that the fault was reverted, or why that failed.
func (t *teller) Reverted(id string, err error) {
	t.journal.Reverted(id, err)
	t.fault(id, record.StepReverted, func(f *record.Fault) { f.Error = text(err) })
}

// Gone records the result of the check for the fault's absence.
func (t *teller) Gone(id string, c record.Check) {
	t.journal.Gone(id, c)
	t.fault(id, record.StepGone, func(f *record.Fault) { f.Gone = &c })
	if c.OK {
		t.note("%s gone: %s", id, c.Saw)
	} else {
		t.note("%s NOT SEEN TO BE GONE: %s", id, c.Saw)
	}
}

var _ chaos.Journal = (*teller)(nil)
