// Package canary measures how much processor time the machine leaves for this process: how late a timer fires, and
// how long an exchange over the loopback interface takes. Both need only a processor. It also reads the kernel's
// figures of the machine. It makes no judgement.
package canary

import (
	"context"
	"sync"
	"time"
)

const (
	// every is the timer's period.
	every = 10 * time.Millisecond
	// echoEvery is the interval between two exchanges.
	echoEvery = 200 * time.Millisecond
	// lateAfter is the lateness above which the process counts as stalled: the same 50 ms above which a request
	// counts as sent late.
	lateAfter = 50 * time.Millisecond
	// kept bounds the seconds that are kept until Take.
	kept = 120
)

// Second holds the measurements of one second.
type Second struct {
	At      time.Time `json:"at"` // its start
	Timer   Spread    `json:"timer"`
	Echo    Spread    `json:"echo"`
	Stalled float64   `json:"stalled"` // seconds of it in which the timer was over 50 ms late
	Machine Machine   `json:"machine"`
}

// Spread is the distribution of some times, in ms. It is all 0 without times.
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
	open *gathering // the current second
	done []Second   // oldest first
}

// Start starts a canary. The caller must stop it.
func Start() *Canary {
	ctx, cancel := context.WithCancel(context.Background())
	c := &Canary{began: time.Now(), cancel: cancel, open: &gathering{}}
	c.owned.Go(func() { c.tick(ctx) })
	if e, err := newEcho(); err == nil {
		c.owned.Go(func() { e.run(ctx, c) })
	}
	return c
}

// Stop ends the canary and waits for its goroutines.
func (c *Canary) Stop() {
	c.cancel()
	c.owned.Wait()
}

// Take returns the seconds completed since the last call.
func (c *Canary) Take() []Second {
	c.mu.Lock()
	defer c.mu.Unlock()
	taken := c.done
	c.done = nil
	return taken
}

// tick fires the timer. Firings that were missed during a stall are merged into one, with the lateness of the first.
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

// fired records one firing, and closes the seconds that ended before it.
func (c *Canary) fired(due, now time.Duration, machine *reader) {
	c.mu.Lock()
	defer c.mu.Unlock()
	late := max(0, now-due)
	for end := c.open.from + time.Second; end <= now; end = c.open.from + time.Second {
		c.open.addStall(due, late, end)
		c.close(machine.read(c.began.Add(now)))
	}
	c.open.timer = append(c.open.timer, late)
	c.open.addStall(due, late, now)
}

// close ends the current second and starts the next.
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
