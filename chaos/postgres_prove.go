package chaos

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"firedrill/internal/record"
)

// Prove feels first: what is felt may be what the mechanism counts.
func (f onPostgres) Prove(ctx context.Context, lab Lab, undo Undo) Proof {
	s, d, _, err := f.open(lab, undo)
	if err != nil {
		return Proof{Mechanism: record.Check{Saw: err.Error()}}
	}
	effect := d.feels.felt(ctx, s)
	return Proof{Mechanism: judged(ctx, s, d.shows), Effect: effect}
}

// Gone looks for anything that is left, and feels whether the app's role is served.
func (f onPostgres) Gone(ctx context.Context, lab Lab, undo Undo) record.Check {
	s, d, _, err := f.open(lab, undo)
	if err != nil {
		return record.Check{Saw: err.Error()}
	}
	left := judged(ctx, s, d.clear)
	if !left.OK {
		return left
	}
	served := d.feels.served(ctx, s)
	return record.Check{OK: served.OK, Saw: left.Saw + "; " + served.Saw}
}

// judged asks the superuser's question of which the answer is a verdict and what it rests on.
func judged(ctx context.Context, s Stores, sql string) record.Check {
	rows, err := s.SQL(ctx, Query{As: AsAdmin, SQL: []string{sql}})
	switch {
	case err != nil:
		return record.Check{Saw: err.Error()}
	case len(rows) != 1 || len(rows[0]) != 2:
		return record.Check{Saw: "nothing"}
	}
	return record.Check{OK: rows[0][0] == "t", Saw: rows[0][1]}
}

// met is what the app's role met.
type met struct {
	rows [][]string
	in   int
	err  error
	took time.Duration
}

func (f feel) try(ctx context.Context, s Stores) met {
	begun := time.Now()
	var m met
	if f.logins > 0 {
		m.in, m.err = s.Login(ctx, Logins{Store: InPostgres, Count: f.logins})
	} else {
		m.rows, m.err = s.SQL(ctx, Query{As: AsShop, SQL: f.sql})
	}
	m.took = time.Since(begun).Round(time.Millisecond)
	return m
}

// felt is the proof of effect.
func (f feel) felt(ctx context.Context, s Stores) record.Check {
	m := f.try(ctx, s)
	if m.err != nil {
		return record.Check{OK: slices.Contains(f.codes, refusal(m.err)), Saw: fmt.Sprintf("the app's role meets: %v after %s", m.err, m.took)}
	}
	return record.Check{OK: f.rows != "" && holds(m.rows, f.rows), Saw: f.fine(m)}
}

// served is the absence of the effect.
func (f feel) served(ctx context.Context, s Stores) record.Check {
	m := f.try(ctx, s)
	if m.err != nil {
		return record.Check{Saw: fmt.Sprintf("the app's role meets: %v", m.err)}
	}
	return record.Check{OK: f.rows == "" || !holds(m.rows, f.rows), Saw: f.fine(m)}
}

// fine words an answer that is no refusal.
func (f feel) fine(m met) string {
	switch {
	case f.logins > 0:
		return fmt.Sprintf("the app's role logs in %d times at once", m.in)
	case f.rows != "" && len(m.rows) > 0:
		return fmt.Sprintf("the app's role gets %q", strings.TrimSpace(m.rows[0][0]))
	}
	return fmt.Sprintf("the app's role is served after %s", m.took)
}

func holds(rows [][]string, text string) bool {
	return slices.ContainsFunc(rows, func(r []string) bool { return strings.Contains(strings.Join(r, " "), text) })
}
