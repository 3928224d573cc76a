package class

import (
	"sync"
	"time"

	"firedrill/internal/oncall"
)

// Seat is one responder's place in a class. Several hands reach it at once: the rounds, other terminals over its desk, and
// the instructor's screen.
type Seat struct {
	Name    string
	Drills  []string // the scenarios, in the order of the rounds
	Changed func()   // called after anything changed; must return at once

	mu      sync.Mutex
	began   time.Time     // the start of the present round's lab
	table   *oncall.Table // nil while a lab is being started, and after the last round
	lab     Lab
	scores  []Score
	voids   int // rounds of the present drill that were void
	debrief string
	left    bool
}

// Lab is where a responder's present round is played.
type Lab struct {
	Instance, Engine string
	Services         []string // for completion
}

// Score is what one round came to. Points are nil for a round that broke off, and Error says why, and for one that was void.
type Score struct {
	Scenario string       `json:"scenario"`
	Seed     uint64       `json:"seed"`
	Run      string       `json:"run,omitempty"`
	Points   *int         `json:"points"`
	Hints    int          `json:"hints"`
	Void     *oncall.Void `json:"void,omitempty"` // why the round was not scored, though it was played again
	Error    string       `json:"error,omitempty"`
}

// Begin says that the lab of the next round is starting.
func (s *Seat) Begin(at time.Time) { s.change(func() { s.began = at }) }

// Open says that the lab is up, and by which table its round is played.
func (s *Seat) Open(t *oncall.Table, lab Lab) { s.change(func() { s.table, s.lab = t, lab }) }

// End says what the round came to, and what its responder is told of it.
func (s *Seat) End(score Score, debrief string) {
	s.change(func() { s.table, s.lab, s.scores, s.debrief, s.voids = nil, Lab{}, append(s.scores, score), debrief, 0 })
}

// Again says that the round was void and is played once more, and what its responder is told of it.
func (s *Seat) Again(debrief string) {
	s.change(func() { s.table, s.lab, s.debrief = nil, Lab{}, debrief; s.voids++ })
}

// Leave says that no further round comes, whatever was planned.
func (s *Seat) Leave() { s.change(func() { s.table, s.left = nil, true }) }

// Moved says that something happened in the round.
func (s *Seat) Moved() { s.change(func() {}) }

func (s *Seat) change(how func()) {
	s.mu.Lock()
	how()
	s.mu.Unlock()
	s.Changed()
}

// Scores are what the rounds so far came to.
func (s *Seat) Scores() []Score {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]Score{}, s.scores...)
}

// Answer is the desk's to whoever plays this seat, from whichever terminal.
func (s *Seat) Answer(q oncall.Ask) oncall.Answer {
	s.mu.Lock()
	table, over := s.table, s.over()
	if q.Verb == oncall.Look {
		defer s.mu.Unlock()
		v := s.view()
		return oncall.Answer{View: &v}
	}
	s.mu.Unlock()
	switch {
	case table != nil:
		a := table.Answer(q)
		s.Changed()
		return a
	case q.Verb == oncall.Command:
		return oncall.Answer{}
	case over:
		return oncall.Answer{Error: "all rounds of this class are over", Hint: "firedrill oncall begins another"}
	}
	return oncall.Answer{Error: "the lab of the next round is starting", Hint: "firedrill status shows when it is up"}
}

func (s *Seat) over() bool { return s.left || len(s.scores) >= len(s.Drills) }

func (s *Seat) view() oncall.View {
	var v oncall.View
	if s.table != nil {
		v = s.table.View()
	}
	v.Drill, v.Of = min(len(s.scores)+1, len(s.Drills)), len(s.Drills)
	v.Instance, v.Engine, v.Services, v.Debrief, v.Done = s.lab.Instance, s.lab.Engine, s.lab.Services, s.debrief, s.over()
	return v
}
