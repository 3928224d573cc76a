package agent

import (
	"sync"
	"time"
)

const (
	// frozenBy is the delay of the lease timer from which the agent itself must have been stalled.
	frozenBy = time.Second
	// thawTime is how long a stalled agent waits for messages that its controller sent meanwhile.
	thawTime = 2 * time.Second
)

// lease ends an agent that receives nothing from its controller for LeaseTime. An agent that was itself stalled
// (paused, or on a busy machine) could not read, so it reads for another thawTime before it gives up.
type lease struct {
	end func()

	mu     sync.Mutex
	due    time.Time
	thawed bool // extended since the last renewal
	timer  *time.Timer
}

func newLease(end func()) *lease {
	l := &lease{end: end, due: time.Now().Add(LeaseTime)}
	l.timer = time.AfterFunc(LeaseTime, l.fire)
	return l
}

func (l *lease) renew() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.due, l.thawed = time.Now().Add(LeaseTime), false
	l.timer.Reset(LeaseTime)
}

func (l *lease) fire() {
	l.mu.Lock()
	defer l.mu.Unlock()
	switch left, late := time.Until(l.due), time.Since(l.due); {
	case left > 0: // renewed meanwhile
		l.timer.Reset(left)
	case late > frozenBy && !l.thawed:
		l.due, l.thawed = time.Now().Add(thawTime), true
		l.timer.Reset(thawTime)
	default:
		l.end()
	}
}

func (l *lease) stop() { l.timer.Stop() }
