package load

import (
	"context"
	"slices"
	"time"
)

// maxDialing bounds the handshakes that go on at once. After a hiccup many requests are due together; were each to
// open a connection, the handshakes alone would keep client and proxy busy long enough for more to fall due. Who must
// wait takes the next connection that comes free, so that few are opened. The wait is part of the request's latency,
// and new visitors (Plan.Fresh) are not held up.
const maxDialing = 32

// maxWait is how long a request waits for one that comes free, or for the leave to dial, before it dials all the same: where
// connections don't come to be, each user waits for a connection of their own, not for those of others. It is longer than a
// hiccup, whose end would else be met with handshakes.
const maxWait = time.Second

// ticket is how a waiting request is served: with a connection, or with nil, the leave to dial.
type ticket chan *conn

// acquire returns a kept connection, or a new one, until the deadline.
func (p *pool) acquire(ctx context.Context, deadline time.Time) (*conn, steps, error) {
	for {
		c, mine := p.claim()
		leave := true
		if mine != nil {
			c, leave = p.wait(mine, deadline)
		}
		if c == nil {
			if leave {
				defer p.dialed()
			}
			return p.dial(ctx, deadline)
		}
		if c.usable() {
			return c, noSteps, nil
		}
		p.drop(c)
	}
}

// claim takes an idle connection, or the leave to dial one, or a ticket to wait with.
func (p *pool) claim() (*conn, ticket) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if last := len(p.idle) - 1; last >= 0 {
		c := p.idle[last]
		p.idle = p.idle[:last]
		return c, nil
	}
	if p.dialing < maxDialing {
		p.dialing++
		return nil, nil
	}
	mine := make(ticket, 1)
	p.waiting = append(p.waiting, mine)
	return nil, mine
}

// wait waits for a ticket to be served: with a connection, or with the leave to dial. After maxWait it gives up, and has
// neither.
func (p *pool) wait(mine ticket, deadline time.Time) (c *conn, leave bool) {
	timer := time.NewTimer(min(maxWait, time.Until(deadline)))
	defer timer.Stop()
	select {
	case c := <-mine:
		return c, true
	case <-timer.C:
	}
	p.mu.Lock()
	if i := slices.Index(p.waiting, mine); i >= 0 {
		p.waiting = slices.Delete(p.waiting, i, i+1)
		p.mu.Unlock()
		return nil, false
	}
	p.mu.Unlock()
	return <-mine, true // served at the last moment
}

// serveNext gives a connection, or with nil the leave to dial, to who has waited longest; false if nobody waits. The
// caller holds the lock.
func (p *pool) serveNext(c *conn) bool {
	if len(p.waiting) == 0 {
		return false
	}
	p.waiting[0] <- c
	p.waiting = p.waiting[1:]
	return true
}

// dialed gives the leave to dial on, or back.
func (p *pool) dialed() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if !p.serveNext(nil) {
		p.dialing--
	}
}
