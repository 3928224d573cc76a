// Package live shows a running drill: its requests, second by second. Grades do not use it: they come from the
// record.
package live

import (
	"slices"
	"sync"
	"time"

	"firedrill/internal/record"
)

// Board collects the samples of the current second.
type Board struct {
	mu     sync.Mutex
	done   int
	failed int
	lat    []int64 // microseconds, of answered requests
	total  uint64
}

// Second summarises the requests that ended since the last Take.
type Second struct {
	Done   int           // requests that ended
	Failed int           // requests of Done that failed
	P95    time.Duration // of all of Done
	Total  uint64        // requests that ended since the start
}

// Add adds samples.
func (b *Board) Add(batch []record.Sample) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for i := range batch {
		s := &batch[i]
		b.done++
		b.total++
		if s.Class != "" {
			b.failed++
		}
		b.lat = append(b.lat, s.Done-s.Due)
	}
}

// Take returns the summary since the last call, and starts a new one.
func (b *Board) Take() Second {
	b.mu.Lock()
	defer b.mu.Unlock()
	s := Second{Done: b.done, Failed: b.failed, Total: b.total}
	if n := len(b.lat); n > 0 {
		slices.Sort(b.lat)
		s.P95 = time.Duration(b.lat[min(n-1, n*95/100)]) * time.Microsecond
	}
	b.done, b.failed, b.lat = 0, 0, b.lat[:0]
	return s
}
