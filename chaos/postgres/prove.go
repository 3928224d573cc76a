package postgres

import (
	"context"

	"firedrill/chaos"
	"firedrill/internal/record"
)

// Prove checks the effect first, because the mechanism may count that check.
func (f fault) Prove(ctx context.Context, t *chaos.Target, undo chaos.Undo) chaos.Proof {
	d, _, err := f.open(undo)
	if err != nil {
		return chaos.Proof{Mechanism: record.Check{Saw: err.Error()}}
	}
	effect := d.effect.Damaged(ctx, t.SQL)
	return chaos.Proof{Mechanism: judged(ctx, t.SQL, d.shows), Effect: effect}
}

// Gone checks that nothing is left, and that the app's role is served.
func (f fault) Gone(ctx context.Context, t *chaos.Target, undo chaos.Undo) record.Check {
	d, _, err := f.open(undo)
	if err != nil {
		return record.Check{Saw: err.Error()}
	}
	left := judged(ctx, t.SQL, d.clear)
	if !left.OK {
		return left
	}
	served := d.effect.Healthy(ctx, t.SQL)
	return record.Check{OK: served.OK, Saw: left.Saw + "; " + served.Saw}
}

// judged runs a query of the superuser that returns a verdict and its reason.
func judged(ctx context.Context, s chaos.SQL, sql string) record.Check {
	rows, err := s.Query(ctx, chaos.Query{As: chaos.AsAdmin, SQL: []string{sql}})
	switch {
	case err != nil:
		return record.Check{Saw: err.Error()}
	case len(rows) != 1 || len(rows[0]) != 2:
		return record.Check{Saw: "nothing"}
	}
	return record.Check{OK: rows[0][0] == "t", Saw: rows[0][1]}
}
