package class

import (
	"sync"
	"time"

	"firedrill/internal/oncall"
)

// Seat is one responder's state in a class. It is used concurrently by the rounds, by other terminals through its
// desk, and by the instructor's screen.
type Seat struct {
	Name    string
	Drills  []string // scenario names, in the order of the rounds
	Changed func()   // called after each change; must return at once

	mu      sync.Mutex
	began   time.Time     // start of the current round's lab
	table   *oncall.Table // nil while a lab starts, and after the last round
	lab     Lab
	scores  []Score
	voids   int // void rounds of the current drill
	debrief string
	left    bool
}

// Lab is the lab of a responder's current round.
type Lab struct {
	Instance, Engine string
	Services         []string // for completion
}

// Score is the result of one round. Points are nil for a round that failed, with the reason in Error, and for a void
// round.
type Score struct {
	Scenario string       `json:"scenario"`
	Seed     uint64       `json:"seed"`
	Run      string       `json:"run,omitempty"`
	Points   *int         `json:"points"`
	Hints    int          `json:"hints"`
	Void     *oncall.Void `json:"void,omitempty"` // why the round was not scored; set if its repetition was void too
	Error    string       `json:"error,omitempty"`
}

// Begin reports that the lab of the next round is starting.
func (s *Seat) Begin(at time.Time) { s.change(func() { s.began = at }) }

// Open reports that the lab is up, and passes the table of its round.
func (s *Seat) Open(t *oncall.Table, lab Lab) { s.change(func() { s.table, s.lab = t, lab }) }

// End reports the round's score, and the debrief for its responder.
func (s *Seat) End(score Score, debrief string) {
	s.change(func() { s.table, s.lab, s.scores, s.debrief, s.voids = nil, Lab{}, append(s.scores, score), debrief, 0 })
}

// Again reports that the round was void and is repeated, and the debrief for its responder.
func (s *Seat) Again(debrief string) {
	s.change(func() { s.table, s.lab, s.debrief = nil, Lab{}, debrief; s.voids++ })
}

// Leave reports that no further round follows, even if more were planned.
func (s *Seat) Leave() { s.change(func() { s.table, s.left = nil, true }) }

// Moved reports that something happened in the round.
func (s *Seat) Moved() { s.change(func() {}) }

func (s *Seat) change(how func()) {
	s.mu.Lock()
	how()
	s.mu.Unlock()
	s.Changed()
}

// Scores returns the results of the rounds so far.
func (s *Seat) Scores() []Score {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]Score{}, s.scores...)
}

// Answer answers a request of the responder, from any terminal.
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
