// Package canary measures how much time the machine has for this process: how late a timer fires and how long an exchange
// over the loopback interface takes, neither of which needs anything but a processor. Beside it stands what the kernel tells
// of the machine. It judges nothing.
package canary

import (
	"context"
	"sync"
	"time"
)

const (
	// every is the time between two firings of the timer.
	every = 10 * time.Millisecond
	// echoEvery is the time between two exchanges.
	echoEvery = 200 * time.Millisecond
	// lateAfter is from which lateness on the process counts as having stood still: the same 50 ms from which on a request
	// counts as sent late.
	lateAfter = 50 * time.Millisecond
	// kept bounds the seconds that are kept for who does not ask.
	kept = 120
)

// Second is what was measured in one second.
type Second struct {
	At      time.Time `json:"at"` // its start
	Timer   Spread    `json:"timer"`
	Echo    Spread    `json:"echo"`
	Stalled float64   `json:"stalled"` // seconds of it in which the timer was over 50 ms late
	Machine Machine   `json:"machine"`
}

// Spread is how some times are spread, in ms. It is all 0 if there were none.
type Spread struct {
	P50 float64 `json:"p50"`
	P99 float64 `json:"p99"`
	Max float64 `json:"max"`
}

// Canary measures until it is stopped.
type Canary struct {
	began  time.Time
	cancel context.CancelFunc
	owned  sync.WaitGroup

	mu   sync.Mutex
	open *gathering // the second that goes on
	done []Second   // oldest first
}

// Start starts a canary, which is to be stopped.
func Start() *Canary {
	ctx, cancel := context.WithCancel(context.Background())
	c := &Canary{began: time.Now(), cancel: cancel, open: &gathering{}}
	c.owned.Go(func() { c.tick(ctx) })
	if e, err := newEcho(); err == nil {
		c.owned.Go(func() { e.run(ctx, c) })
	}
	return c
}

// Stop ends the canary and waits for what it started.
func (c *Canary) Stop() {
	c.cancel()
	c.owned.Wait()
}

// Take returns the seconds that were completed since the last call.
func (c *Canary) Take() []Second {
	c.mu.Lock()
	defer c.mu.Unlock()
	taken := c.done
	c.done = nil
	return taken
}

// tick fires the timer. What was due while the process stood still fires once, with the lateness of the first.
func (c *Canary) tick(ctx context.Context) {
	timer := time.NewTimer(every)
	defer timer.Stop()
	machine := newReader()
	due := every
	for {
		select {
		case <-ctx.Done():
			return
		case <-timer.C:
		}
		now := time.Since(c.began)
		c.fired(due, now, machine)
		due = now.Truncate(every) + every
		timer.Reset(due - time.Since(c.began))
	}
}

// fired notes one firing, and closes the seconds that ended before it.
func (c *Canary) fired(due, now time.Duration, machine *reader) {
	c.mu.Lock()
	defer c.mu.Unlock()
	late := max(0, now-due)
	for end := c.open.from + time.Second; end <= now; end = c.open.from + time.Second {
		c.open.stand(due, late, end)
		c.close(machine.read(c.began.Add(now)))
	}
	c.open.timer = append(c.open.timer, late)
	c.open.stand(due, late, now)
}

// close ends the second that goes on, and begins the next.
func (c *Canary) close(m Machine) {
	s := c.open.second(c.began)
	s.Machine = m
	c.done = append(c.done, s)
	if len(c.done) > kept {
		c.done = c.done[len(c.done)-kept:]
	}
	c.open = &gathering{from: c.open.from + time.Second}
}

func (c *Canary) echoed(took time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.open.echo = append(c.open.echo, took)
}
