package mcpdesk

import (
	"fmt"
	"sync"
	"time"
)

// budget limits an agent's round: a number of calls, and a time from when the lab is up.
type budget struct {
	mu    sync.Mutex
	steps int
	time  time.Duration
	used  int
	began time.Time // zero before the lab is up
}

func (b *budget) begin(now time.Time) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.began = now
}

// take counts a call and returns its number, from 1; false if none is left.
func (b *budget) take() (step int, ok bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.used >= b.steps {
		return 0, false
	}
	b.used++
	return b.used, true
}

// left is the rest of the budget.
type left struct {
	steps   int
	seconds int
}

func (b *budget) left(now time.Time) left {
	b.mu.Lock()
	defer b.mu.Unlock()
	rest := b.time
	if !b.began.IsZero() {
		rest = max(0, b.time-now.Sub(b.began))
	}
	return left{steps: b.steps - b.used, seconds: int(rest.Seconds())}
}

func (l left) String() string { return fmt.Sprintf("%d steps and %d s are left", l.steps, l.seconds) }
