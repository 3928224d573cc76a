// Package stress names a program of ours that runs in a service's container, as the journal holds it.
package stress

import (
	"crypto/rand"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"firedrill/chaos"
)

// workTime is after how long a work ends by itself, whatever became of everything else.
const workTime = time.Hour

// Undo names a work, and tells how it was before.
type Undo struct {
	ID   string        `json:"id"`
	Work chaos.Work    `json:"work"`
	Was  time.Duration `json:"was,omitempty"` // how long an answer took
	Use  chaos.Use     `json:"use,omitzero"`  // what the container had used
}

// New names a work. What lists a container's processes shows the name, so it says nothing.
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
