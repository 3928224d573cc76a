package postgres

import (
	"context"
	"errors"

	"firedrill/chaos"
	"firedrill/chaos/store"
)

var readOnlyKind = chaos.Kind{
	Name:    "postgres.read-only",
	Family:  "postgres",
	Summary: "make the database read-only",
	Manual: "Sets default_transaction_read_only for the server and reloads it, so that open sessions follow with their next " +
		"transaction. Reads are served, every write is refused. The setting survives a restart of the database, until the " +
		"revert.",
	Acts:    chaos.InLab,
	Ports:   []chaos.Port{chaos.PortSQL},
	Within:  store.ProofTime,
	Example: chaos.Example{On: chaos.InPostgres},
	New:     func() chaos.Fault { return fault{&readOnly{}} },
}

// readOnly refuses writes.
type readOnly struct {
	On string `param:"on" required:"true" doc:"the database, postgres"`
}

func (f *readOnly) Validate() []chaos.Problem { return store.CheckNames(f.On, chaos.InPostgres) }

// look refuses a server with a setting of its own, which would be lost.
func (f *readOnly) look(ctx context.Context, s chaos.SQL, _ *store.Undo) error {
	set, err := one(ctx, s, "SELECT count(*) FROM pg_file_settings WHERE name = 'default_transaction_read_only'")
	if err == nil && set != "0" {
		err = errors.New("default_transaction_read_only is set already")
	}
	return err
}

func (f *readOnly) damage(store.Undo) damage {
	const setting = `FROM pg_file_settings WHERE name = 'default_transaction_read_only'`
	return damage{
		noted:  "config postgres changed",
		do:     []string{"ALTER SYSTEM SET default_transaction_read_only = on", "SELECT pg_reload_conf()"},
		undo:   []string{"ALTER SYSTEM RESET default_transaction_read_only", "SELECT pg_reload_conf()"},
		shows:  `SELECT count(*) > 0, coalesce(max('default_transaction_read_only is ' || setting || ' in ' || regexp_replace(sourcefile, '.*/', '')), 'no such setting') ` + setting,
		clear:  `SELECT count(*) = 0, count(*) || ' settings of default_transaction_read_only' ` + setting,
		effect: store.AppProbe{SQL: []string{"DELETE FROM products WHERE false"}, Codes: []string{"25006"}},
	}
}

func (f *readOnly) Claims() []chaos.Claim {
	return chaos.Exclusive("default_transaction_read_only of Postgres")
}
