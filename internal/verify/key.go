package verify

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
)

// rules is the version of what is checked and how. Raise it when a change of firedrill makes earlier findings void.
const rules = 1

// Basis is all that decides what a scenario shows, besides the machine.
type Basis struct {
	Scenario []byte   // its file
	Labs     []any    // the labs that it is tried on, as they are resolved
	Images   []string // of nginx, Redis and Postgres
}

// Key names a basis: two with the same key show the same.
func (b Basis) Key() (string, error) {
	text, err := json.Marshal(struct {
		Rules int
		Basis
	}{rules, b})
	if err != nil {
		return "", err
	}
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:8]), nil
}

// Group names what trials must have in common to share their outcome: the lab and all of the load and the timeline.
func (t Trial) Group() (string, error) {
	text, err := json.Marshal([]any{t.Check, t.Lab, t.Scenario.Load, t.Scenario.Timeline, t.After})
	return string(text), err
}
