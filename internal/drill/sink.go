package drill

import (
	"sync"
	"time"

	"firedrill/internal/record"
)

// flushEvery bounds what a crash costs the record.
const flushEvery = time.Second

// Sink is where the client's samples arrive. It keeps those that come before the record is open, and counts for the live
// line; the record alone is what is graded.
type Sink struct {
	mu      sync.Mutex
	early   []record.Sample
	w       *record.Writer
	flushed time.Time
	err     error
	OnBatch func([]record.Sample) // told of each batch; may be nil
	count   func([]record.Sample) // told of each batch that goes to the record; may be nil
}

// Add takes samples in the order in which they came.
func (s *Sink) Add(batch []record.Sample) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.OnBatch != nil {
		s.OnBatch(batch)
	}
	if s.w == nil {
		s.early = append(s.early, batch...)
		return
	}
	s.keep(batch)
}

// Count has each batch counted that goes to the record. It is to be called before To.
func (s *Sink) Count(f func([]record.Sample)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.count = f
}

// To gives the samples to a record, those that came before first.
func (s *Sink) To(w *record.Writer) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.w = w
	s.keep(s.early)
	s.early = nil
}

// keep leaves the error with the writer, which gives it back when it is closed.
func (s *Sink) keep(batch []record.Sample) {
	if s.count != nil {
		s.count(batch)
	}
	if s.err == nil {
		s.err = s.w.Sample(batch...)
	}
	if now := time.Now(); s.err == nil && now.Sub(s.flushed) >= flushEvery {
		s.flushed, s.err = now, s.w.Flush()
	}
}
