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

// AppProbe checks the database as the app does, with the app's own role.
type AppProbe struct {
	SQL    []string
	Codes  []string // the errors that show the damage
	Rows   string   // or: a text that only a damaged answer contains
	Logins int      // or: how many logins at once are more than get in
}

// met is the result of a probe.
type met struct {
	rows [][]string
	in   int
	err  error
	took time.Duration
}

func (f AppProbe) try(ctx context.Context, s chaos.SQL) met {
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

// Damaged is the proof of effect.
func (f AppProbe) Damaged(ctx context.Context, s chaos.SQL) record.Check {
	m := f.try(ctx, s)
	if m.err != nil {
		return record.Check{OK: slices.Contains(f.Codes, chaos.Refusal(m.err)), Saw: fmt.Sprintf("the app's role meets: %v after %s", m.err, m.took)}
	}
	return record.Check{OK: f.Rows != "" && holds(m.rows, f.Rows), Saw: f.describe(m)}
}

// Healthy is the proof that there is no effect.
func (f AppProbe) Healthy(ctx context.Context, s chaos.SQL) record.Check {
	m := f.try(ctx, s)
	if m.err != nil {
		return record.Check{Saw: fmt.Sprintf("the app's role meets: %v", m.err)}
	}
	return record.Check{OK: f.Rows == "" || !holds(m.rows, f.Rows), Saw: f.describe(m)}
}

// describe describes an answer that is not an error.
func (f AppProbe) describe(m met) string {
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
