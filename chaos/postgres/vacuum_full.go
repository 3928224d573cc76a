package postgres

import (
	"context"
	"errors"
	"fmt"
	"time"

	"firedrill/chaos"
	"firedrill/chaos/store"
)

var vacuumFullKind = chaos.Kind{
	Name:    "postgres.vacuum-full",
	Family:  "postgres",
	Summary: "run VACUUM FULL on a table that a report reads, so that all others wait",
	Manual: "One session reads the table in a transaction that it does not end, as a long report does. Another runs VACUUM FULL on the " +
		"table again and again. VACUUM FULL needs the lock ACCESS EXCLUSIVE, so it waits for the report; and every later statement on the " +
		"table, also a plain SELECT, waits behind VACUUM FULL. Nothing uses any processor. pg_locks shows the lock as not granted, " +
		"pg_blocking_pids leads from the users to VACUUM FULL and from there to the report, which is idle in transaction. If the report " +
		"ends, VACUUM FULL rewrites the table and all its indexes under that lock, and starts over a second later; on a large table the " +
		"rewrite alone takes hours, and as much disk again as the table. Plain VACUUM takes no such lock. A cancelled VACUUM FULL runs " +
		"again after a second; with stubborn: false, it ends when someone ends its session. Both sessions end with the agent.",
	Acts:    chaos.InLab,
	Ports:   []chaos.Port{chaos.PortSQL},
	Held:    true,
	Within:  store.ProofTime,
	Example: chaos.Example{On: chaos.InPostgres, Params: map[string]string{"table": "products"}},
	New: func() chaos.Fault {
		v := &vacuumFull{}
		return behindReader{fault{v}, v}
	},
}

// vacuumPause is the time between the end of one VACUUM FULL and the next.
const vacuumPause = time.Second

// vacuumFull runs VACUUM FULL on a table.
type vacuumFull struct {
	On       string `param:"on" required:"true" doc:"the database, postgres"`
	Table    string `param:"table" required:"true" doc:"the table"`
	Stubborn bool   `param:"stubborn" default:"true" doc:"whether the fault's sessions are reopened when someone ends them"`
}

func (f *vacuumFull) Validate() []chaos.Problem {
	return store.CheckNames(f.On, chaos.InPostgres, "table", f.Table)
}

// reader is the name of the session that reads.
func reader(u store.Undo) string { return u.Tag + "_report" }

func (f *vacuumFull) damage(u store.Undo) damage {
	return damage{
		hold: &chaos.Hold{Sessions: 1, Once: !f.Stubborn, Every: vacuumPause, Tick: []string{"VACUUM FULL " + f.Table}},
		undo: []string{endSessions(reader(u))},
		shows: fmt.Sprintf(`SELECT count(*) > 0, coalesce(string_agg(left(a.query, 60) || ': ' || l.mode || CASE WHEN l.granted THEN ' granted'
			ELSE ' not granted, behind ' || cardinality(pg_blocking_pids(a.pid)) || ' sessions' END, ', '), 'no VACUUM FULL of ours')
			FROM pg_locks l JOIN pg_stat_activity a USING (pid)
			WHERE a.application_name = '%s' AND l.relation = to_regclass('%s') AND l.mode = 'AccessExclusiveLock'`, u.Tag, f.Table),
		clear: fmt.Sprintf("SELECT count(*) = 0, count(*) || ' sessions of ours' FROM pg_stat_activity WHERE application_name IN ('%s', '%s')",
			u.Tag, reader(u)),
		effect: store.AppProbe{SQL: []string{"SET lock_timeout = '250ms'", fmt.Sprintf("SELECT 1 FROM %s LIMIT 1", f.Table)}, Codes: []string{"55P03"}},
	}
}

func (f *vacuumFull) Claims() []chaos.Claim { return chaos.Exclusive("the lock on table %q", f.Table) }

// behindReader is the fault with the reader that VACUUM FULL waits for, a hold of its own.
type behindReader struct {
	fault
	vacuum *vacuumFull
}

// Inject opens the reader first. VACUUM FULL would otherwise be done before there is anyone to wait for.
func (f behindReader) Inject(ctx context.Context, t *chaos.Target, undo chaos.Undo) error {
	_, u, err := f.open(undo)
	if err != nil {
		return err
	}
	h := chaos.Hold{Name: reader(u), Store: chaos.InPostgres, Sessions: 1, Once: !f.vacuum.Stubborn,
		SQL: []string{"SET lock_timeout = '5s'", "BEGIN", "SELECT count(*) FROM " + f.vacuum.Table}}
	if err := store.OpenSessions(ctx, t.SQL, h, func() error { return nil }); err != nil {
		return err
	}
	return f.fault.Inject(ctx, t, undo)
}

// Revert ends VACUUM FULL before the reader. It would otherwise get its lock, and rewrite the table.
func (f behindReader) Revert(ctx context.Context, t *chaos.Target, undo chaos.Undo) error {
	_, u, err := f.open(undo)
	if err != nil {
		return err
	}
	return errors.Join(f.fault.Revert(ctx, t, undo), t.SQL.Release(ctx, reader(u)))
}
