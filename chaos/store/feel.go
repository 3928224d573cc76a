package store

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"firedrill/chaos"
	"firedrill/internal/record"
)

// Feel is how users feel damage: what the app's own role meets.
type Feel struct {
	SQL    []string
	Codes  []string // the refusals that show the damage
	Rows   string   // or: a text that only a damaged answer holds
	Logins int      // or: how many logins at once are more than get in
}

// met is what the app's role met.
type met struct {
	rows [][]string
	in   int
	err  error
	took time.Duration
}

func (f Feel) try(ctx context.Context, s chaos.SQL) met {
	begun := time.Now()
	var m met
	if f.Logins > 0 {
		m.in, m.err = s.Login(ctx, chaos.Logins{Store: chaos.InPostgres, Count: f.Logins})
	} else {
		m.rows, m.err = s.Query(ctx, chaos.Query{As: chaos.AsShop, SQL: f.SQL})
	}
	m.took = time.Since(begun).Round(time.Millisecond)
	return m
}

// Felt is the proof of effect.
func (f Feel) Felt(ctx context.Context, s chaos.SQL) record.Check {
	m := f.try(ctx, s)
	if m.err != nil {
		return record.Check{OK: slices.Contains(f.Codes, chaos.Refusal(m.err)), Saw: fmt.Sprintf("the app's role meets: %v after %s", m.err, m.took)}
	}
	return record.Check{OK: f.Rows != "" && holds(m.rows, f.Rows), Saw: f.fine(m)}
}

// Served is the absence of the effect.
func (f Feel) Served(ctx context.Context, s chaos.SQL) record.Check {
	m := f.try(ctx, s)
	if m.err != nil {
		return record.Check{Saw: fmt.Sprintf("the app's role meets: %v", m.err)}
	}
	return record.Check{OK: f.Rows == "" || !holds(m.rows, f.Rows), Saw: f.fine(m)}
}

// fine words an answer that is no refusal.
func (f Feel) fine(m met) string {
	switch {
	case f.Logins > 0:
		return fmt.Sprintf("the app's role logs in %d times at once", m.in)
	case f.Rows != "" && len(m.rows) > 0:
		return fmt.Sprintf("the app's role gets %q", strings.TrimSpace(m.rows[0][0]))
	}
	return fmt.Sprintf("the app's role is served after %s", m.took)
}

func holds(rows [][]string, text string) bool {
	return slices.ContainsFunc(rows, func(r []string) bool { return strings.Contains(strings.Join(r, " "), text) })
}
