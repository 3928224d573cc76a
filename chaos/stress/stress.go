// Package stress names the programs that run in a service's container, as the journal holds them.
package stress

import (
	"crypto/rand"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"firedrill/chaos"
)

// workTime is when a program ends by itself, whatever happens.
const workTime = time.Hour

// Undo names a program, and holds the state before it.
type Undo struct {
	ID   string        `json:"id"`
	Work chaos.Work    `json:"work"`
	Was  time.Duration `json:"was,omitempty"` // how long an answer took
	Use  chaos.Use     `json:"use,omitzero"`  // what the container had used
}

// New names a program. The list of a container's processes shows the name, so it is neutral.
func New(w chaos.Work) Undo {
	w.Within = workTime
	return Undo{ID: strings.ToLower(rand.Text()[:8]), Work: w}
}

// Read reads an undo.
func Read(undo chaos.Undo) (u Undo, err error) {
	if err = json.Unmarshal(undo, &u); err != nil {
		return u, fmt.Errorf("undo: %w", err)
	}
	return u, nil
}
