package history

import (
	"context"
	"database/sql"
	"time"
)

// table is the history in a database. Both databases use the same SQL; bind converts its placeholders to the dialect.
type table struct {
	db   *sql.DB
	bind func(string) string
}

func (t *table) Add(ctx context.Context, e Entry) error {
	_, err := t.db.ExecContext(ctx, t.bind(insert),
		e.Run, e.Started.UnixMicro(), e.Scenario, e.Lab, string(e.Verdict), e.Score, string(e.Result))
	return err
}

func (t *table) Find(ctx context.Context, q Query) ([]Entry, error) {
	text, args := q.selection()
	rows, err := t.db.QueryContext(ctx, t.bind(text), args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var all []Entry
	for rows.Next() {
		var e Entry
		var started int64
		if err := rows.Scan(&e.Run, &started, &e.Scenario, &e.Lab, &e.Verdict, &e.Score, &e.Result); err != nil {
			return nil, err
		}
		e.Started = time.UnixMicro(started).UTC()
		all = append(all, e)
	}
	return all, rows.Err()
}

func (t *table) Rounds() Rounds { return rounds(*t) }

func (t *table) Close() error { return t.db.Close() }
