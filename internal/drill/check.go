package drill

import (
	"errors"

	"firedrill/internal/source"
	"firedrill/scenarios"
	"firedrill/stack"
)

// CheckLab checks that the lab of a scenario exists and has every instance that the scenario names. Mistakes are
// reported with their position in the scenario file.
func CheckLab(file string, s *scenarios.Scenario, find func(lab string) (stack.Lab, error)) error {
	lab, err := find(s.Lab)
	var unknown source.Mistake
	if errors.As(err, &unknown) {
		return s.AtLab(unknown)
	}
	if err != nil {
		return err
	}
	_, err = Resolve(s, lab)
	var wrong source.Mistakes
	if errors.As(err, &wrong) {
		for i := range wrong {
			wrong[i].File = file
		}
		return wrong
	}
	return err
}
