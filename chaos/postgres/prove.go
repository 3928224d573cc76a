package postgres

import (
	"context"

	"firedrill/chaos"
	"firedrill/internal/record"
)

// Prove feels first: what is felt may be what the mechanism counts.
func (f onPostgres) Prove(ctx context.Context, lab chaos.Lab, undo chaos.Undo) chaos.Proof {
	s, d, _, err := f.open(lab, undo)
	if err != nil {
		return chaos.Proof{Mechanism: record.Check{Saw: err.Error()}}
	}
	effect := d.feels.Felt(ctx, s)
	return chaos.Proof{Mechanism: judged(ctx, s, d.shows), Effect: effect}
}

// Gone looks for anything that is left, and feels whether the app's role is served.
func (f onPostgres) Gone(ctx context.Context, lab chaos.Lab, undo chaos.Undo) record.Check {
	s, d, _, err := f.open(lab, undo)
	if err != nil {
		return record.Check{Saw: err.Error()}
	}
	left := judged(ctx, s, d.clear)
	if !left.OK {
		return left
	}
	served := d.feels.Served(ctx, s)
	return record.Check{OK: served.OK, Saw: left.Saw + "; " + served.Saw}
}

// judged asks the superuser's question of which the answer is a verdict and what it rests on.
func judged(ctx context.Context, s chaos.Stores, sql string) record.Check {
	rows, err := s.SQL(ctx, chaos.Query{As: chaos.AsAdmin, SQL: []string{sql}})
	switch {
	case err != nil:
		return record.Check{Saw: err.Error()}
	case len(rows) != 1 || len(rows[0]) != 2:
		return record.Check{Saw: "nothing"}
	}
	return record.Check{OK: rows[0][0] == "t", Saw: rows[0][1]}
}
