package history

import (
	"context"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
)

// migrating takes the advisory lock that a process holds while it migrates the tables.
const migrating = `SELECT pg_advisory_xact_lock(7310868735)`

// openPostgres opens a shared history.
func openPostgres(ctx context.Context, at string) (Store, error) {
	config, err := pgx.ParseConfig(at)
	if err != nil {
		return nil, err
	}
	config.RuntimeParams["application_name"] = "firedrill"
	db := stdlib.OpenDB(*config)
	if err := migrate(ctx, db, migrating); err != nil {
		db.Close()
		return nil, err
	}
	return &table{db: db, bind: numbered}, nil
}
