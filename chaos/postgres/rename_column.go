package postgres

import (
	"context"
	"fmt"

	"firedrill/chaos"
	"firedrill/chaos/store"
)

var columnKind = chaos.Kind{
	Name:    "postgres.rename-column",
	Family:  "postgres",
	Summary: "rename a column, as a migration that ran before its app",
	Manual: "Statements that name the column fail at once; others continue. The new name is one that a migration would use; " +
		"the revert restores the old one.",
	Acts:    chaos.InLab,
	Ports:   []chaos.Port{chaos.PortSQL},
	Within:  store.ProofTime,
	Example: chaos.Example{On: chaos.InPostgres, Params: map[string]string{"table": "products", "column": "likes"}},
	New:     func() chaos.Fault { return fault{&column{}} },
}

// column renames a column.
type column struct {
	On     string `param:"on" required:"true" doc:"the database, postgres"`
	Table  string `param:"table" required:"true" doc:"the table"`
	Column string `param:"column" required:"true" doc:"the column"`
}

func (f *column) Validate() []chaos.Problem {
	return store.CheckNames(f.On, chaos.InPostgres, "table", f.Table, "column", f.Column)
}

// has is a condition that is true if the table has the column.
func (f *column) has(column string) string {
	return fmt.Sprintf(`EXISTS (SELECT 1 FROM pg_attribute WHERE attrelid = to_regclass('%s') AND attname = '%s' AND NOT attisdropped)`, f.Table, column)
}

// renamed is what a migration would call it. The name does not reveal the fault: a responder must find it.
func (f *column) renamed() string { return f.Column + "_v2" }

func (f *column) look(ctx context.Context, s chaos.SQL, _ *store.Undo) error {
	has, err := one(ctx, s, "SELECT "+f.has(f.Column))
	if err == nil && has != "t" {
		err = fmt.Errorf("there is no column %q in table %q", f.Column, f.Table)
	}
	if err != nil {
		return err
	}
	if has, err = one(ctx, s, "SELECT "+f.has(f.renamed())); err == nil && has == "t" {
		err = fmt.Errorf("table %q has a column %q already", f.Table, f.renamed())
	}
	return err
}

func (f *column) damage(store.Undo) damage {
	renamed := f.renamed()
	rename := func(from, to string) string {
		return fmt.Sprintf("DO $do$ BEGIN IF %s THEN ALTER TABLE %s RENAME COLUMN %s TO %s; END IF; END $do$", f.has(from), f.Table, from, to)
	}
	return damage{
		noted:  "migration " + f.Table,
		do:     []string{"SET lock_timeout = '3s'", rename(f.Column, renamed)},
		undo:   []string{"SET lock_timeout = '3s'", rename(renamed, f.Column)},
		shows:  fmt.Sprintf("SELECT %[1]s, CASE WHEN %[1]s THEN '%[2]s.%[3]s is called %[4]s' ELSE 'no column of ours' END", f.has(renamed), f.Table, f.Column, renamed),
		clear:  fmt.Sprintf("SELECT %[1]s AND NOT %[2]s, CASE WHEN %[1]s THEN 'column %[3]s' ELSE 'no column %[3]s' END", f.has(f.Column), f.has(renamed), f.Column),
		effect: store.AppProbe{SQL: []string{fmt.Sprintf("SELECT %s FROM %s LIMIT 1", f.Column, f.Table)}, Codes: []string{"42703"}},
	}
}

func (f *column) Claims() []chaos.Claim {
	return chaos.Exclusive("column %q of table %q", f.Column, f.Table)
}
