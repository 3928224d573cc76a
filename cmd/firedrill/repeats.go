package main

import (
	"fmt"
	"io"
	"sync"

	"firedrill/internal/engine"
)

// repeats counts the calls to engines that failed for a passing reason and were made again.
type repeats struct {
	mu   sync.Mutex
	n    int
	last engine.Repeat
}

func (r *repeats) add(one engine.Repeat) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.n++
	r.last = one
}

// tell says in one line how many there were. A command that met none says nothing.
func (r *repeats) tell(w io.Writer) {
	if r == nil {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.n > 0 {
		fmt.Fprintf(w, "engine: %d failed calls were repeated, the last: %s\n", r.n, r.last)
	}
}
