package oncall

import (
	"sync"
	"time"

	"firedrill/scenarios"
)

// Table is a round that is used concurrently: by the responder at the prompt, and by commands in other terminals. It
// knows the time since the load's start.
type Table struct {
	mu    sync.Mutex
	round Round
	began time.Time
	half  chan struct{}
	over  chan struct{}
}

// NewTable creates a round whose clock starts now, until Begin corrects it.
func NewTable(s *scenarios.Scenario, seed uint64, m Modifiers) *Table {
	return &Table{round: Round{Scenario: s, Seed: seed, Modifiers: m}, began: time.Now(), half: make(chan struct{}), over: make(chan struct{})}
}

// Begin sets the start of the clock.
func (t *Table) Begin(at time.Time) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.began = at
}

// Over is closed when the round has ended.
func (t *Table) Over() <-chan struct{} { return t.over }

// Follow sets the incident that follows the first. Call it before the round starts.
func (t *Table) Follow(s *scenarios.Scenario) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.round.Next = s
}

// Halfway is closed when the first incident was declared resolved and a second follows.
func (t *Table) Halfway() <-chan struct{} { return t.half }

// Do calls act with the round and the current time since the start of the load.
func (t *Table) Do(act func(r *Round, at time.Duration) error) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	was, half := t.round.Over(), t.round.Has(Resolved)
	err := act(&t.round, time.Since(t.began))
	if !was && t.round.Over() {
		close(t.over)
	}
	if !half && t.round.Halfway() {
		close(t.half)
	}
	return err
}

// Note adds a log entry.
func (t *Table) Note(what, text string) {
	_ = t.Do(func(r *Round, at time.Duration) error { r.Note(at, what, text); return nil })
}

// Round returns a copy of the round.
func (t *Table) Round() Round {
	t.mu.Lock()
	defer t.mu.Unlock()
	r := t.round
	r.Log = append([]Entry(nil), t.round.Log...)
	return r
}
