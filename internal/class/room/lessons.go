package room

import (
	"firedrill/internal/oncall/play"
	"firedrill/internal/runner"
	"firedrill/scenarios"
)

// Lessons returns the rounds of a class, in order: the named scenarios, or a random one. It returns all errors at
// once.
func Lessons(from play.Library, names []string, q play.Request) ([]Lesson, error) {
	drills, err := curriculum(from, names, q)
	if err != nil {
		return nil, err
	}
	all := make([]Lesson, len(drills))
	for i, seed := range runner.Seeds(q.Seed, len(drills)) {
		one := play.Request{Seed: seed, Modifiers: q.Modifiers}
		second, err := from.Second(drills[i], one)
		if err != nil {
			return nil, err
		}
		shown, err := from.Disguised(drills[i], seed)
		if err != nil {
			return nil, err
		}
		all[i] = Lesson{shown, second, seed}
	}
	return all, nil
}

// curriculum returns the drills of a class, in the order of its rounds.
func curriculum(from play.Library, names []string, q play.Request) ([]*scenarios.Scenario, error) {
	if len(names) == 0 {
		s, err := from.Pick(q)
		return []*scenarios.Scenario{s}, err
	}
	return from.Named(names)
}
