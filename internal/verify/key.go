package verify

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"

	"firedrill/scenarios"
)

// rules is the version of what is checked and how. Raise it when a change of firedrill makes earlier findings void.
const rules = 2

// Key names all that decides what a trial comes to, besides the images and the machine: the rules, the lab as it is
// resolved, and of the scenario what the trial makes use of. Words for people are not part of it.
func (t Trial) Key(lab any) (string, error) {
	s := t.Scenario
	basis := []any{rules, t.Check, lab, s.Load, s.Timeline, s.Faults, promised(s.Objectives), promised(s.Signature), t.After}
	switch t.Check {
	case Fixed:
		basis = append(basis, s.Fix, s.Trigger)
	case Restart:
		basis = append(basis, s.Trigger, s.Restarts)
	}
	text, err := json.Marshal(basis)
	if err != nil {
		return "", err
	}
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:8]), nil
}

// promised are objectives by what they say.
func promised(all []scenarios.Objective) [][]any {
	var lines [][]any
	for _, o := range all {
		lines = append(lines, []any{o.Text, o.Key, o.Weight})
	}
	return lines
}
