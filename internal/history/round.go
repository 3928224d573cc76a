package history

import (
	"context"
	"time"
)

// Rounds are the on-call rounds of a history.
type Rounds interface {
	// Add stores a round. A round that is stored already is not changed.
	Add(ctx context.Context, r Round) error
	// All returns every round, newest first.
	All(ctx context.Context) ([]Round, error)
}

// Round is one stored on-call round. All fields but Text are copies from it, for queries.
type Round struct {
	Run       string
	Started   time.Time // to the microsecond
	Scenario  string
	Lab       string
	Seed      uint64
	Responder string // empty if none was named
	Control   bool   // there was no incident
	Total     int    // points of 100; 0 for a void round, which has none
	Void      string // why it could not be scored; empty for a scored round
	Felt      bool   // users had a bad second
	Held      bool   // users had recovered at the end
	Text      []byte // round.json, byte for byte
}
