package verify

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"

	"firedrill/scenarios"
)

// rules is the version of the checks. Raise it when a change of firedrill makes earlier findings void.
const rules = 2

// Key identifies everything that decides a trial's outcome except the images and the machine: the rules, the resolved
// lab, and the parts of the scenario that the trial uses. Prose is not part of it.
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

// promised returns objectives by content.
func promised(all []scenarios.Objective) [][]any {
	var lines [][]any
	for _, o := range all {
		lines = append(lines, []any{o.Text, o.Key, o.Weight})
	}
	return lines
}
