package oncall

import (
	"sync"
	"time"

	"firedrill/scenarios"
)

// Table is a round that several hands reach at once: the responder at the prompt, and commands at other terminals. It knows
// the time since the load began.
type Table struct {
	mu    sync.Mutex
	round Round
	began time.Time
	half  chan struct{}
	over  chan struct{}
}

// NewTable lays out a round whose clock begins now, until Begin says better.
func NewTable(s *scenarios.Scenario, seed uint64, m Modifiers) *Table {
	return &Table{round: Round{Scenario: s, Seed: seed, Modifiers: m}, began: time.Now(), half: make(chan struct{}), over: make(chan struct{})}
}

// Begin sets the clock.
func (t *Table) Begin(at time.Time) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.began = at
}

// Over is closed when the responder has ended the round.
func (t *Table) Over() <-chan struct{} { return t.over }

// Follow says which incident comes when the first is said to be over. It is called before the round begins.
func (t *Table) Follow(s *scenarios.Scenario) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.round.Next = s
}

// Halfway is closed when the first incident is said to be over, and a second is to come.
func (t *Table) Halfway() <-chan struct{} { return t.half }

// Do does something with the round, at the present time since the start of the load.
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

// Note adds an entry.
func (t *Table) Note(what, text string) {
	_ = t.Do(func(r *Round, at time.Duration) error { r.Note(at, what, text); return nil })
}

// Round is a copy of the round as it stands.
func (t *Table) Round() Round {
	t.mu.Lock()
	defer t.mu.Unlock()
	r := t.round
	r.Log = append([]Entry(nil), t.round.Log...)
	return r
}
