package respond

import (
	"context"
	"fmt"
	"io"
	"regexp"
	"time"

	"firedrill/internal/topology"
)

// migrateTime bounds the statement of a migration.
const migrateTime = 10 * time.Second

// tableName matches the table names that a migration may use.
var tableName = regexp.MustCompile(`^[a-z_]{1,40}$`)

// Migrate adds a table to the database, as a migration would. No request uses it. The change is noted once the table exists.
func (d *Desk) Migrate(ctx context.Context, table string) error {
	if !tableName.MatchString(table) {
		return fmt.Errorf("%q is not a table name", table)
	}
	statement := "CREATE TABLE " + table + " (id bigint PRIMARY KEY, created_at timestamptz NOT NULL DEFAULT now())"
	database, err := d.first(topology.RoleDatabase)
	if err != nil {
		return err
	}
	if err := d.SQL(ctx, Question{On: database, As: Superuser, SQL: []string{statement}, Within: migrateTime}, io.Discard); err != nil {
		return err
	}
	d.note("migration " + table)
	return nil
}
