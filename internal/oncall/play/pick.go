package play

import (
	"errors"
	"fmt"

	"firedrill/internal/oncall"
	"firedrill/internal/runner"
	"firedrill/internal/source"
	"firedrill/scenarios"
	"firedrill/stack"
)

// Draw chooses the scenarios of a round.
func Draw(r *runner.Runner, from Library, q Request) (*Round, error) {
	if err := q.Check(); err != nil {
		return nil, err
	}
	q.Seed = runner.FirstSeed(q.Seed)
	s, err := from.Pick(q)
	if err != nil {
		return nil, err
	}
	second, err := from.Second(s, q)
	if err != nil {
		return nil, err
	}
	if s, err = from.Disguised(s, q.Seed); err != nil {
		return nil, err
	}
	return New(r, s, second, q), nil
}

// Named finds scenarios by name. The error joins those of all names.
func (l Library) Named(names []string) ([]*scenarios.Scenario, error) {
	var all []*scenarios.Scenario
	var errs []error
	for _, name := range names {
		s, err := l.Find(name)
		errs = append(errs, err)
		all = append(all, s)
	}
	return all, errors.Join(errs...)
}

// Pick chooses the scenario of a round.
func (l Library) Pick(q Request) (*scenarios.Scenario, error) {
	if q.Wanted.Name != "" {
		return l.Find(q.Wanted.Name)
	}
	all, err := l.All()
	if err != nil {
		return nil, err
	}
	if q.Modifiers.Second {
		all = oncall.Followed(all, stack.Largest().Topology())
	}
	s, err := oncall.Pick(all, q.Wanted, q.Seed)
	if errors.Is(err, oncall.ErrNone) {
		return nil, source.Mistake{Message: err.Error(), Hint: "firedrill list shows hops and levels"}
	}
	return s, err
}

// Disguised replaces the page of a round without an incident.
func (l Library) Disguised(s *scenarios.Scenario, seed uint64) (*scenarios.Scenario, error) {
	if !s.Control() {
		return s, nil
	}
	all, err := l.All()
	return oncall.Disguised(all, s, seed), err
}

// Second chooses the scenario of a round's second incident; nil if there is none.
func (l Library) Second(s *scenarios.Scenario, q Request) (*scenarios.Scenario, error) {
	if !q.Modifiers.Second || s.Control() {
		return nil, nil
	}
	all, err := l.All()
	if err != nil {
		return nil, err
	}
	second, err := oncall.Follower(all, s, stack.Largest().Topology(), q.Seed)
	if errors.Is(err, oncall.ErrNone) {
		return nil, source.Mistake{Message: fmt.Sprintf("no drill of the library can follow %q", s.Name), Hint: "leave out \"--second\", or take another drill"}
	}
	return second, err
}
