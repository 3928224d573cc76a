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

// Events is the source of the engine's events about the lab's services.
type Events interface {
	// Events calls tell with each event since a time, with the engine's timestamps. It returns nil when until is
	// reached, or, if until is zero, when the context has ended; otherwise it returns why the stream broke. It calls
	// tell from one goroutine at a time.
	Events(ctx context.Context, since, until time.Time, tell func(time.Time, record.Engine)) error
}

const (
	resubscribePause = 500 * time.Millisecond
	// A subscription that is restored within replayed loses no event: an engine keeps its latest ones.
	replayed = 5 * time.Second
	// catchUpTime bounds the last request for events that have not arrived yet.
	catchUpTime = 2 * time.Second
	// judgeEvery is the interval at which events are checked for an explanation.
	judgeEvery = time.Second
	// An event is judged only after its explanation had time to be logged. A manual deploy is logged when it is done.
	judgeAfter       = 2 * time.Second
	judgeAfterByHand = 20 * time.Second
)

// listener records the engine's events of one drill.
type listener struct {
	d     *Drill
	t     *teller
	start time.Time // offset 0 by the engine's clock, which is also the client's: both run on the same host

	mu       sync.Mutex
	last     time.Time // time of the latest event
	known    map[eventKey]bool
	reported map[string]bool // interferences already reported
	read     int             // change log entries read so far
}

type eventKey struct {
	container, action string
	at                int64
}

// listen records the engine's events until the returned function is called. That function asks once more for events
// that have not arrived yet. The record is enough to tell what explains an event, and what it means for the drill.
func (d *Drill) listen(ctx context.Context, t *teller) (end func()) {
	l := &listener{d: d, t: t, start: d.Header.Start, last: d.Header.Start, known: map[eventKey]bool{}, reported: map[string]bool{}}
	if d.Events == nil {
		return func() {}
	}
	t.event(record.Event{Engine: &record.Engine{Action: record.EngineFollowed}})
	ctx, cancel := context.WithCancel(context.WithoutCancel(ctx)) // events during the clean-up count too
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

// subscribe keeps a subscription until the context ends. After a break it asks for the events since the last one.
func (l *listener) subscribe(ctx context.Context) {
	var broken time.Time // when the subscription broke; zero while it works
	missed := false
	for ctx.Err() == nil {
		began := time.Now()
		err := l.d.Events.Events(ctx, l.since(), time.Time{}, l.tell)
		if ctx.Err() != nil {
			return
		}
		if broken.IsZero() || began.Add(replayed).Before(time.Now()) { // it worked for a while in between
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

// catchUp asks for the events since the last one.
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

// tell records an event once: after a break the engine repeats its latest ones.
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

// judge reports unexplained events while the drill runs.
func (l *listener) judge(ctx context.Context) {
	after := judgeAfter
	if l.d.Changes != nil {
		after = judgeAfterByHand
	}
	for sleepUntil(ctx, time.Now().Add(judgeEvery)) == nil {
		l.changes()
		until := l.t.now() - after.Microseconds()
		for _, f := range signals.Interferences(signals.Happenings(l.t.account())) {
			if f.At <= until && !l.reported[f.String()] {
				l.reported[f.String()] = true
				l.t.note("%s: this drill will be invalid", f)
				if l.d.Disturbed != nil {
					l.d.Disturbed(f)
				}
			}
		}
	}
}

// changes records new entries of the lab's change log.
func (l *listener) changes() {
	if l.d.Changes == nil {
		return
	}
	all, err := l.d.Changes()
	if err != nil {
		return // the next read gets the complete line
	}
	for _, c := range all[min(l.read, len(all)):] {
		if at := c.At.Sub(l.t.began); at >= 0 {
			l.t.at(at.Microseconds(), record.Event{Act: &record.Act{Why: record.ActChange, Text: c.What}})
		}
	}
	l.read = len(all)
}

// Changes reads a lab's change log, oldest entry first.
type Changes func() ([]changes.Change, error)
