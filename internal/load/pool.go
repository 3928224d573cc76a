package load

import (
	"bufio"
	"context"
	"net"
	"sync"
	"time"
)

// idleFor is how long a connection may lie idle: well below nginx's keepalive_timeout of 75 s, so that a request never
// meets a connection that the server is just giving up.
const idleFor = 15 * time.Second

// conn is one connection, plain or TLS, with what was read ahead on it.
type conn struct {
	net.Conn
	reader *bufio.Reader
	quiet  func() bool
	since  time.Time // idle since
}

// usable says whether a kept connection can take another request.
func (c *conn) usable() bool { return c.reader.Buffered() == 0 && c.quiet() }

// pool keeps connections for reuse, the last used first, and knows all that are open. It needs no bound of its own:
// each request in flight holds at most one, and those in flight are bounded.
type pool struct {
	dialer *dialer

	mu      sync.Mutex
	idle    []*conn // oldest first
	open    map[*conn]struct{}
	closed  bool
	dialing int      // at most maxDialing
	waiting []ticket // longest first
}

// dial opens a new connection.
func (p *pool) dial(ctx context.Context, deadline time.Time) (*conn, steps, error) {
	c, took, err := p.dialer.dial(ctx, deadline)
	if err != nil {
		return nil, took, err
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.closed {
		c.Close()
		return nil, took, net.ErrClosed
	}
	p.open[c] = struct{}{}
	return c, took, nil
}

// keep puts a connection back, and lets go of one that has lain too long, so that a pool that a stall has blown up
// shrinks again.
func (p *pool) keep(c *conn, now time.Time) {
	c.since = now
	var old *conn
	p.mu.Lock()
	if p.serveNext(c) {
		p.mu.Unlock()
		return
	}
	p.idle = append(p.idle, c)
	if first := p.idle[0]; now.Sub(first.since) > idleFor {
		old = first
		copy(p.idle, p.idle[1:])
		p.idle = p.idle[:len(p.idle)-1]
	}
	p.mu.Unlock()
	if old != nil {
		p.drop(old)
	}
}

// size is how many connections are open.
func (p *pool) size() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return len(p.open)
}

// drop closes a connection that acquire or dial gave out.
func (p *pool) drop(c *conn) {
	p.mu.Lock()
	delete(p.open, c)
	p.mu.Unlock()
	c.Close()
}

// close ends every connection, those in use too: their requests fail at once.
func (p *pool) close() {
	p.mu.Lock()
	p.closed = true
	open := p.open
	p.open, p.idle = map[*conn]struct{}{}, nil
	p.mu.Unlock()
	for c := range open {
		c.Close()
	}
}
