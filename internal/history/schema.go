package history

import (
	"context"
	"database/sql"
	"fmt"
)

// migrations are the steps from an empty database to the current tables. A released step is never changed; a change is a new
// step. Both databases run the same statements.
//
// Two machines may give a run the same name, so the key is the name with the start. Started is in µs since 1970.
var migrations = []string{
	`CREATE TABLE firedrill_runs (
		run      TEXT NOT NULL,
		started  BIGINT NOT NULL,
		scenario TEXT NOT NULL,
		lab      TEXT NOT NULL,
		verdict  TEXT NOT NULL,
		score    DOUBLE PRECISION,
		result   TEXT NOT NULL,
		PRIMARY KEY (run, started)
	)`,
	`CREATE INDEX firedrill_runs_of_a_drill ON firedrill_runs (scenario, lab, started)`,
	`CREATE TABLE firedrill_rounds (
		run       TEXT NOT NULL,
		started   BIGINT NOT NULL,
		scenario  TEXT NOT NULL,
		lab       TEXT NOT NULL,
		seed      TEXT NOT NULL,
		responder TEXT NOT NULL,
		control   BOOLEAN NOT NULL,
		total     BIGINT NOT NULL,
		felt      BOOLEAN NOT NULL,
		held      BOOLEAN NOT NULL,
		round     TEXT NOT NULL,
		PRIMARY KEY (run, started)
	)`,
	`ALTER TABLE firedrill_rounds ADD COLUMN void TEXT NOT NULL DEFAULT ''`,
}

// migrate runs the missing migrations. The lock makes it safe to run from several processes at once.
func migrate(ctx context.Context, db *sql.DB, lock string) error {
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }() // does nothing after a commit
	if lock != "" {
		if _, err := tx.ExecContext(ctx, lock); err != nil {
			return err
		}
	}
	if _, err := tx.ExecContext(ctx, `CREATE TABLE IF NOT EXISTS firedrill_schema (step BIGINT NOT NULL)`); err != nil {
		return err
	}
	var done int
	if err := tx.QueryRowContext(ctx, `SELECT count(*) FROM firedrill_schema`).Scan(&done); err != nil {
		return err
	}
	if done > len(migrations) {
		return fmt.Errorf("it was written by a newer firedrill: step %d, this one knows %d", done, len(migrations))
	}
	for i, step := range migrations[done:] {
		if _, err := tx.ExecContext(ctx, step); err != nil {
			return fmt.Errorf("step %d: %w", done+i+1, err)
		}
		if _, err := tx.ExecContext(ctx, fmt.Sprintf(`INSERT INTO firedrill_schema VALUES (%d)`, done+i+1)); err != nil {
			return err
		}
	}
	return tx.Commit()
}
