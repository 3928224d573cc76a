package load

import (
	"context"
	"maps"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

const (
	slowDialing = 8                      // handshakes that go on at once
	slowPerSec  = 250                    // that begin in a second: more would take the processor from the users' pacing
	slowDial    = 5 * time.Second        // bounds one
	slowWrite   = 2 * time.Second        // bounds the sending of what is a byte
	slowPause   = 500 * time.Millisecond // before a connection that ended is opened anew
)

// Slow is a number of clients who never get to the end of their request.
type Slow struct {
	dialer *dialer
	head   []byte
	every  time.Duration
	gate   chan struct{}
	pace   *rate.Limiter
	cancel context.CancelFunc
	owned  sync.WaitGroup

	mu sync.Mutex
	n  SlowCounts
}

// SlowCounts are how slow clients stand.
type SlowCounts struct {
	Open     int            // connections with a request that does not end
	Tried    int            // connections that were asked for
	Ended    int            // that the site gave up, or answered
	Failures map[string]int // that did not come to be, by class
}

// StartSlow opens so many connections to the plan's target, sends the beginning of a request for the front page over each,
// and then one byte more from time to time. What ends is opened anew. It ends with Stop.
func StartSlow(ctx context.Context, w Workload, p Plan, connections int, every time.Duration) (*Slow, error) {
	if err := p.targetError(); err != nil {
		return nil, err
	}
	dialer, err := newDialer(p)
	if err != nil {
		return nil, err
	}
	s := &Slow{dialer: dialer, every: every, gate: make(chan struct{}, slowDialing), pace: rate.NewLimiter(slowPerSec, slowDialing)}
	s.n.Failures = map[string]int{}
	r := newRenderer(w, p, dialer.hostHeader())
	s.head = append(r.script.AppendLine(nil, w.Crowd().Front), r.tail...)
	s.head = append(s.head, "Cookie: session="...)
	ctx, s.cancel = context.WithCancel(ctx)
	for range connections {
		s.owned.Go(func() { s.keep(ctx) })
	}
	return s, nil
}

// Stop closes every connection, and returns when that is done.
func (s *Slow) Stop() {
	s.cancel()
	s.owned.Wait()
}

// Counts says how they stand.
func (s *Slow) Counts() SlowCounts {
	s.mu.Lock()
	defer s.mu.Unlock()
	n := s.n
	n.Failures = maps.Clone(s.n.Failures)
	return n
}

func (s *Slow) note(change func(*SlowCounts)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	change(&s.n)
}

// keep keeps one connection open.
func (s *Slow) keep(ctx context.Context) {
	for {
		c, err := s.open(ctx)
		switch {
		case ctx.Err() != nil:
			if c != nil {
				c.Close()
			}
			return
		case err != nil:
			s.note(func(n *SlowCounts) { n.Failures[ErrorClass(err)]++ })
		default:
			s.note(func(n *SlowCounts) { n.Open++ })
			s.dribble(ctx, c)
			s.note(func(n *SlowCounts) { n.Open--; n.Ended++ })
		}
		select {
		case <-ctx.Done():
			return
		case <-time.After(slowPause):
		}
	}
}

// open opens a connection when it is its turn, and begins the request.
func (s *Slow) open(ctx context.Context) (*conn, error) {
	select {
	case s.gate <- struct{}{}:
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	defer func() { <-s.gate }()
	if err := s.pace.Wait(ctx); err != nil {
		return nil, err
	}
	s.note(func(n *SlowCounts) { n.Tried++ })
	c, _, err := s.dialer.dial(ctx, time.Now().Add(slowDial))
	if err != nil {
		return nil, err
	}
	if err := c.send(s.head, time.Now().Add(slowWrite)); err != nil {
		c.Close()
		return nil, err
	}
	return c, nil
}

// dribble sends a byte from time to time, until the site ends it or the context does.
func (s *Slow) dribble(ctx context.Context, c *conn) {
	defer c.Close()
	defer context.AfterFunc(ctx, func() { c.Close() })()
	var one [1]byte
	for {
		if c.SetReadDeadline(time.Now().Add(s.every)) != nil {
			return
		}
		if _, err := c.Read(one[:]); !timedOut(err) {
			return // answered, or closed
		}
		if c.send([]byte{'x'}, time.Now().Add(slowWrite)) != nil {
			return
		}
	}
}
