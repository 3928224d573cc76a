package history

import (
	"context"
	"database/sql"
	"strconv"
	"time"
)

// roundColumns are the columns of a round, in the order in which rows are written and read.
const roundColumns = `run, started, scenario, lab, seed, responder, control, total, felt, held, void, round`

const insertRound = `INSERT INTO firedrill_rounds (` + roundColumns + `) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (run, started) DO NOTHING`

const selectRounds = `SELECT ` + roundColumns + ` FROM firedrill_rounds ORDER BY started DESC, run DESC`

// rounds is the table of rounds in a database.
type rounds struct {
	db   *sql.DB
	bind func(string) string
}

// Add stores the seed as text, because not every seed fits into a database's integer.
func (t rounds) Add(ctx context.Context, r Round) error {
	_, err := t.db.ExecContext(ctx, t.bind(insertRound), r.Run, r.Started.UnixMicro(), r.Scenario, r.Lab, strconv.FormatUint(r.Seed, 10),
		r.Responder, r.Control, r.Total, r.Felt, r.Held, r.Void, string(r.Text))
	return err
}

func (t rounds) All(ctx context.Context) ([]Round, error) {
	rows, err := t.db.QueryContext(ctx, selectRounds)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var all []Round
	for rows.Next() {
		var r Round
		var started int64
		if err := rows.Scan(&r.Run, &started, &r.Scenario, &r.Lab, &r.Seed, &r.Responder, &r.Control, &r.Total, &r.Felt, &r.Held, &r.Void, &r.Text); err != nil {
			return nil, err
		}
		r.Started = time.UnixMicro(started).UTC()
		all = append(all, r)
	}
	return all, rows.Err()
}
