package history

import (
	"context"
	"time"
)

// Rounds are the rounds of on call in a history.
type Rounds interface {
	// Add keeps a round. One that is there already stays as it is.
	Add(ctx context.Context, r Round) error
	// All returns every round, newest first.
	All(ctx context.Context) ([]Round, error)
}

// Round is one round of on call as it is kept. All but Text is taken from it, to be queried.
type Round struct {
	Run       string
	Started   time.Time // to the microsecond
	Scenario  string
	Lab       string
	Seed      uint64
	Responder string // empty where nobody said a name
	Control   bool   // there was no incident
	Total     int    // points of 100; 0 for a void round, which has none
	Void      string // what kind of trouble keeps it from being scored; empty for a round that is
	Felt      bool   // users had a bad second
	Held      bool   // users were well in the end
	Text      []byte // round.json, byte for byte
}
