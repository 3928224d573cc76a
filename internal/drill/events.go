package drill

import (
	"context"
	"fmt"
	"sync"
	"time"

	"firedrill/internal/changes"
	"firedrill/internal/record"
	"firedrill/internal/signals"
)

// Events is where the engine's events about the lab's services come from.
type Events interface {
	// Events tells what happened from a moment on, with the engine's own times. It returns nil when until is reached, or the
	// context has ended where until is zero, and otherwise why the stream broke. It calls tell from one goroutine at a time.
	Events(ctx context.Context, since, until time.Time, tell func(time.Time, record.Engine)) error
}

const (
	resubscribePause = 500 * time.Millisecond
	// replayed is for how long a broken subscription is mended in time: an engine keeps its latest events.
	replayed = 5 * time.Second
	// catchUpTime bounds the last question for events that are still on their way.
	catchUpTime = 2 * time.Second
	// judgeEvery is the time between two looks at whether the events so far are explained.
	judgeEvery = time.Second
	// An event is judged when what explains it had the time to be noted. A deploy by hand is noted when it is done.
	judgeAfter       = 2 * time.Second
	judgeAfterByHand = 20 * time.Second
)

// listener keeps the engine's events of one drill.
type listener struct {
	d     *Drill
	t     *teller
	start time.Time // offset 0 by the engine's clock, which is the client's: it runs on the same host

	mu    sync.Mutex
	last  time.Time // of the latest event
	known map[eventKey]bool
	told  map[string]bool // interferences
	read  int             // entries of the change log
}

type eventKey struct {
	container, action string
	at                int64
}

// listen keeps the engine's events until the function that it returns is called, which asks once more for those that are on
// their way. What explains an event, and what it means for the drill, follows from the record.
func (d *Drill) listen(ctx context.Context, t *teller) (end func()) {
	l := &listener{d: d, t: t, start: d.Header.Start, last: d.Header.Start, known: map[eventKey]bool{}, told: map[string]bool{}}
	if d.Events == nil {
		return func() {}
	}
	t.event(record.Event{Engine: &record.Engine{Action: record.EngineFollowed}})
	ctx, cancel := context.WithCancel(context.WithoutCancel(ctx)) // events of the clean-up count too
	var all sync.WaitGroup
	all.Go(func() { l.subscribe(ctx) })
	all.Go(func() { l.judge(ctx) })
	return func() {
		cancel()
		all.Wait()
		l.catchUp()
		l.changes()
	}
}

// subscribe keeps a subscription until the context ends. After a break it asks for what came since the last event.
func (l *listener) subscribe(ctx context.Context) {
	var broken time.Time // when the subscription broke; zero while it stands
	missed := false
	for ctx.Err() == nil {
		began := time.Now()
		err := l.d.Events.Events(ctx, l.since(), time.Time{}, l.tell)
		if ctx.Err() != nil {
			return
		}
		if broken.IsZero() || began.Add(replayed).Before(time.Now()) { // it stood for a while in between
			broken, missed = time.Now(), false
		}
		if !missed && time.Since(broken) >= replayed {
			missed = true
			l.miss(fmt.Errorf("the engine's events can't be followed: %w", orEnded(err)))
		}
		_ = sleepUntil(ctx, time.Now().Add(resubscribePause))
	}
}

func orEnded(err error) error {
	if err == nil {
		return fmt.Errorf("the stream ended")
	}
	return err
}

// catchUp asks for what came since the last event.
func (l *listener) catchUp() {
	ctx, cancel := context.WithTimeout(context.Background(), catchUpTime)
	defer cancel()
	since := l.since()
	until := l.start.Add(time.Since(l.t.began))
	if !until.After(since) {
		return
	}
	err := l.d.Events.Events(ctx, since, until, l.tell)
	if err == nil {
		err = ctx.Err()
	}
	if err != nil {
		l.miss(fmt.Errorf("the engine's last events could not be asked for: %w", err))
	}
}

func (l *listener) since() time.Time {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.last
}

func (l *listener) miss(err error) {
	l.t.event(record.Event{Engine: &record.Engine{Action: record.EngineMissed, When: l.since().Sub(l.start).Microseconds(), Error: err.Error()}})
}

// tell writes an event, once: after a break the engine tells the latest ones again.
func (l *listener) tell(at time.Time, e record.Engine) {
	l.mu.Lock()
	key := eventKey{e.Container, e.Action, at.UnixNano()}
	seen := l.known[key]
	l.known[key] = true
	if at.After(l.last) {
		l.last = at
	}
	l.mu.Unlock()
	if e.When = at.Sub(l.start).Microseconds(); seen || e.When < 0 {
		return
	}
	l.t.event(record.Event{Engine: &e})
}

// judge tells of events that nothing explains, while the drill goes on.
func (l *listener) judge(ctx context.Context) {
	after := judgeAfter
	if l.d.Changes != nil {
		after = judgeAfterByHand
	}
	for sleepUntil(ctx, time.Now().Add(judgeEvery)) == nil {
		l.changes()
		until := l.t.now() - after.Microseconds()
		for _, f := range signals.Interferences(signals.Happenings(l.t.account())) {
			if f.At <= until && !l.told[f.String()] {
				l.told[f.String()] = true
				l.t.note("%s: this drill will be invalid", f)
				if l.d.Disturbed != nil {
					l.d.Disturbed(f)
				}
			}
		}
	}
}

// changes writes what was added to the lab's change log.
func (l *listener) changes() {
	if l.d.Changes == nil {
		return
	}
	all, err := l.d.Changes()
	if err != nil {
		return // the next look reads it whole
	}
	for _, c := range all[min(l.read, len(all)):] {
		if at := c.At.Sub(l.t.began); at >= 0 {
			l.t.at(at.Microseconds(), record.Event{Act: &record.Act{Why: record.ActChange, Text: c.What}})
		}
	}
	l.read = len(all)
}

// Changes reads a lab's change log, the oldest entry first.
type Changes func() ([]changes.Change, error)
