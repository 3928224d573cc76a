package class

import (
	"fmt"
	"io"
	"text/tabwriter"
	"time"
)

// Place is a responder's progress, as the instructor sees it.
type Place struct {
	Name      string
	Drill     int // from 1
	Of        int
	Scenario  string
	Stage     string
	Diagnosis string // the last diagnosis; empty: none yet
	Since     time.Time
	Hints     int
	Voids     int // void rounds of this drill that were repeated
}

// Stages in addition to those of a round.
const (
	StageStarting = "starting" // the lab is not up yet
	StageDone     = "done"     // every round was scored or was cancelled
)

// Place returns the responder's progress.
func (s *Seat) Place() Place {
	s.mu.Lock()
	defer s.mu.Unlock()
	n := min(len(s.scores), len(s.Drills)-1)
	p := Place{Name: s.Name, Drill: n + 1, Of: len(s.Drills), Scenario: s.Drills[n], Stage: StageStarting, Since: s.began, Voids: s.voids}
	switch {
	case s.over():
		p.Stage = StageDone
	case s.table != nil:
		round := s.table.Round()
		now := round.Standing()
		p.Scenario, p.Stage, p.Diagnosis, p.Hints, p.Since = round.Open().Name, now.Stage, now.Diagnosis, now.Hints, s.table.Began().Add(now.At)
	}
	return p
}

// where returns the stage, with details of the diagnosis that only the instructor may see.
func (p Place) where() string {
	where := p.Stage
	if p.Diagnosis != "" {
		where += ", " + p.Diagnosis
	}
	if p.Voids > 0 {
		where += ", again after a void round"
	}
	return where
}

// since returns when that stage was reached; empty for a responder who is done.
func (p Place) since() string {
	if p.Since.IsZero() || p.Stage == StageDone {
		return "–"
	}
	return p.Since.Format(time.TimeOnly)
}

// Board writes the progress of all responders.
func Board(w io.Writer, places []Place) error {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, "WHO\tDRILL\tWHERE\tSINCE\tHINTS")
	for _, p := range places {
		fmt.Fprintf(t, "%s\t%d of %d, %s\t%s\t%s\t%d\n", p.Name, p.Drill, p.Of, p.Scenario, p.where(), p.since(), p.Hints)
	}
	return t.Flush()
}

// Line formats one responder's progress as a line, for output that cannot overwrite a board.
func (p Place) Line() string {
	return fmt.Sprintf("%s  %s: %s (%d of %d, %s)", p.since(), p.Name, p.where(), p.Drill, p.Of, p.Scenario)
}

// Moves returns the places that changed.
func Moves(before, after []Place) []Place {
	var moved []Place
	for i, p := range after {
		if i >= len(before) || before[i] != p {
			moved = append(moved, p)
		}
	}
	return moved
}
