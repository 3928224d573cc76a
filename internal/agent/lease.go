package agent

import (
	"sync"
	"time"
)

const (
	// frozenBy is how late the lease's end has to be noticed for the agent itself to have stood still.
	frozenBy = time.Second
	// thawTime is how long an agent that stood still waits for what its controller has said meanwhile.
	thawTime = 2 * time.Second
)

// lease ends an agent that hears nothing from its controller for LeaseTime. An agent that stood still itself, since it was
// paused or the machine gave it no time, has not listened: it listens for thawTime before it concludes anything.
type lease struct {
	end func()

	mu     sync.Mutex
	due    time.Time
	thawed bool // it was extended since it was last renewed
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
	case left > 0: // it was renewed meanwhile
		l.timer.Reset(left)
	case late > frozenBy && !l.thawed:
		l.due, l.thawed = time.Now().Add(thawTime), true
		l.timer.Reset(thawTime)
	default:
		l.end()
	}
}

func (l *lease) stop() { l.timer.Stop() }
