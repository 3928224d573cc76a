// Package history stores the results of drills and of on-call rounds: in a file on this machine, or in a Postgres
// database that a team shares. It owns how they are stored and queried. Package compare compares them.
//
// The record in a run's folder remains the source: any result can be recomputed from it. A failure to add to a history
// is therefore only a warning.
package history

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"firedrill/internal/grade"
)

// File is the default file name of the history, in the user's state folder.
const File = "history.db"

// Store is an open history.
type Store interface {
	// Add stores a result. A run that is stored already is not changed.
	Add(ctx context.Context, e Entry) error
	// Find returns the runs that match, newest first.
	Find(ctx context.Context, q Query) ([]Entry, error)
	// Rounds returns the on-call rounds of the history.
	Rounds() Rounds
	Close() error
}

// Entry is one stored run. All fields but Result are copies from it, for queries.
type Entry struct {
	Run      string
	Started  time.Time // to the microsecond
	Scenario string
	Lab      string
	Verdict  grade.Verdict
	Score    *float64 // nil for an invalid drill
	Result   []byte   // result.json, byte for byte
}

// Query selects runs. The zero value of a field selects all.
type Query struct {
	Scenario string
	Lab      string
	Runs     []string // only runs with these names
	Graded   bool     // only runs that were valid drills
	Limit    int      // only this many of the newest
}

// Of returns the entry of a result. The text is its result.json.
func Of(r *grade.Result, text []byte) Entry {
	return Entry{Run: r.Run, Started: r.Start.Truncate(time.Microsecond).UTC(), Scenario: r.Scenario, Lab: r.Lab,
		Verdict: r.Verdict, Score: r.Score, Result: text}
}

// Read returns the stored result.
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

// Open opens the history at an address, a postgres:// URL or the path of a file, and migrates its tables. A missing file is
// created.
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

// Shared reports that an address is the URL of a database, not the path of a file.
func Shared(at string) bool {
	return strings.HasPrefix(at, "postgres://") || strings.HasPrefix(at, "postgresql://")
}
