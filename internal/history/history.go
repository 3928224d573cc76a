// Package history keeps the results of drills and of rounds of on call: in a file on this machine, or in a Postgres that a team shares. It owns
// how they are stored and found again. What they amount to when they are set side by side is package compare's.
//
// The record in a run's folder stays the truth, from which any result can be computed again. What is lost here is a
// convenience, so whoever adds to a history warns when that fails, and goes on.
package history

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"firedrill/internal/grade"
)

// File is the name of the history that is kept where nobody says otherwise, in the folder of the user's state.
const File = "history.db"

// Store is a history that is open.
type Store interface {
	// Add keeps a result. A run that is there already stays as it is: what was said first is what was acted on.
	Add(ctx context.Context, e Entry) error
	// Find returns the runs that match, newest first.
	Find(ctx context.Context, q Query) ([]Entry, error)
	// Rounds are the rounds of on call in it.
	Rounds() Rounds
	Close() error
}

// Entry is one run as it is kept. All but Result is taken from it, to be queried.
type Entry struct {
	Run      string
	Started  time.Time // to the microsecond
	Scenario string
	Lab      string
	Verdict  grade.Verdict
	Score    *float64 // nil for an invalid drill
	Result   []byte   // result.json, byte for byte
}

// Query says which runs are wanted. The zero value of a field leaves it open.
type Query struct {
	Scenario string
	Lab      string
	Runs     []string // the names of these alone
	Graded   bool     // only runs that were valid drills
	Limit    int      // so many of the newest
}

// Of makes the entry of a result, whose bytes are those of its result.json.
func Of(r *grade.Result, text []byte) Entry {
	return Entry{Run: r.Run, Started: r.Start.Truncate(time.Microsecond).UTC(), Scenario: r.Scenario, Lab: r.Lab,
		Verdict: r.Verdict, Score: r.Score, Result: text}
}

// Read gives the result back that was kept.
func (e Entry) Read() (*grade.Result, error) {
	var r grade.Result
	if err := json.Unmarshal(e.Result, &r); err != nil {
		return nil, fmt.Errorf("result of run %q: %w", e.Run, err)
	}
	if r.Schema != grade.Schema {
		return nil, fmt.Errorf("result of run %q: schema %q is not %q", e.Run, r.Schema, grade.Schema)
	}
	return &r, nil
}

// Open opens the history at an address, a postgres:// URL or a file's path, and brings its tables up to date. A file
// that is not there yet is made.
func Open(ctx context.Context, at string) (Store, error) {
	open := openFile
	if Shared(at) {
		open = openPostgres
	}
	s, err := open(ctx, at)
	if err != nil {
		return nil, fmt.Errorf("history %q: %w", Name(at), err)
	}
	return s, nil
}

// Shared says that an address is a database's URL, and not a file's path.
func Shared(at string) bool {
	return strings.HasPrefix(at, "postgres://") || strings.HasPrefix(at, "postgresql://")
}
