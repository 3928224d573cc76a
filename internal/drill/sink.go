package drill

import (
	"sync"
	"time"

	"firedrill/internal/record"
)

// flushEvery bounds how much of the record a crash loses.
const flushEvery = time.Second

// Sink receives the client's samples. It buffers those that arrive before the record is open, and counts them for the
// live line. Only the record is graded.
type Sink struct {
	mu      sync.Mutex
	early   []record.Sample
	w       *record.Writer
	flushed time.Time
	err     error
	OnBatch func([]record.Sample) // called for each batch; may be nil
	count   func([]record.Sample) // called for each batch that goes to the record; may be nil
}

// Add adds samples in the order of their arrival.
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

// Count registers a function for each batch that goes to the record. Call it before To.
func (s *Sink) Count(f func([]record.Sample)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.count = f
}

// To writes the samples to a record, buffered ones first.
func (s *Sink) To(w *record.Writer) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.w = w
	s.keep(s.early)
	s.early = nil
}

// keep ignores the write error: the writer keeps it and returns it from Close.
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
