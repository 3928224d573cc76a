package postgres

import (
	"context"
	"fmt"
	"time"

	"firedrill/chaos"
	"firedrill/chaos/store"
)

var slowKind = chaos.Kind{
	Name:    "postgres.slow-table",
	Family:  "postgres",
	Summary: "make every statement on a table slower",
	Manual: "Adds a row security policy that sleeps once for each statement, before the first row is read: reads and writes of " +
		"everyone except superusers take that much longer, once for each mention of the table. It hides no row. A table " +
		"with row security of its own is refused. \\d of the table shows the policy.",
	Acts:    chaos.InLab,
	Ports:   []chaos.Port{chaos.PortSQL},
	Within:  store.ProofTime,
	Example: chaos.Example{On: chaos.InPostgres, Params: map[string]string{"table": "products", "delay": "200ms"}},
	New:     func() chaos.Fault { return fault{&slow{}} },
}

// slow delays the statements on a table.
type slow struct {
	On    string        `param:"on" required:"true" doc:"the database, postgres"`
	Table string        `param:"table" required:"true" doc:"the table"`
	Delay time.Duration `param:"delay" default:"200ms" min:"20ms" max:"3s" doc:"how much longer a statement takes"`
}

func (f *slow) Validate() []chaos.Problem {
	return store.CheckNames(f.On, chaos.InPostgres, "table", f.Table)
}

func (f *slow) look(ctx context.Context, s chaos.SQL, _ *store.Undo) error {
	is, err := one(ctx, s, fmt.Sprintf("SELECT relrowsecurity OR relforcerowsecurity FROM pg_class WHERE oid = to_regclass('%s') AND relkind = 'r'", f.Table))
	switch {
	case err != nil:
		return err
	case is == "":
		return fmt.Errorf("there is no table %q", f.Table)
	case is == "t":
		return fmt.Errorf("table %q has row security already", f.Table)
	}
	return nil
}

func (f *slow) damage(u store.Undo) damage {
	seconds := f.Delay.Seconds()
	// The subquery depends on no row, so that it runs once for each statement.
	return damage{
		noted: "migration " + f.Table,
		do: []string{"SET lock_timeout = '3s'", fmt.Sprintf(`CREATE SCHEMA %[1]s;
			CREATE FUNCTION %[1]s.allowed() RETURNS boolean LANGUAGE sql VOLATILE AS $f$ SELECT true FROM pg_sleep(%.3[3]f) $f$;
			GRANT USAGE ON SCHEMA %[1]s TO PUBLIC;
			CREATE POLICY %[1]s ON %[2]s USING ((SELECT %[1]s.allowed())) WITH CHECK (true);
			ALTER TABLE %[2]s ENABLE ROW LEVEL SECURITY;
			ALTER TABLE %[2]s FORCE ROW LEVEL SECURITY`, u.Tag, f.Table, seconds)},
		undo: []string{"SET lock_timeout = '3s'", fmt.Sprintf(`DO $do$ BEGIN IF to_regnamespace('%[1]s') IS NOT NULL THEN
			ALTER TABLE %[2]s NO FORCE ROW LEVEL SECURITY;
			ALTER TABLE %[2]s DISABLE ROW LEVEL SECURITY;
			DROP POLICY IF EXISTS %[1]s ON %[2]s;
			DROP SCHEMA %[1]s CASCADE;
			END IF; END $do$`, u.Tag, f.Table)},
		shows: fmt.Sprintf(`SELECT count(*) > 0, coalesce(max('policy ' || policyname || ' on ' || tablename || ': ' || qual), 'no policy of ours')
			FROM pg_policies WHERE policyname = '%s'`, u.Tag),
		clear: fmt.Sprintf(`SELECT to_regnamespace('%[1]s') IS NULL AND NOT relrowsecurity AND NOT relforcerowsecurity
			AND NOT EXISTS (SELECT 1 FROM pg_policies WHERE policyname = '%[1]s'),
			'row security of %[2]s: ' || CASE WHEN relrowsecurity THEN 'on' ELSE 'off' END FROM pg_class WHERE oid = to_regclass('%[2]s')`, u.Tag, f.Table),
		effect: store.AppProbe{SQL: []string{fmt.Sprintf("SET statement_timeout = %d", f.Delay.Milliseconds()*9/10), fmt.Sprintf("SELECT 1 FROM %s LIMIT 1", f.Table)}, Codes: []string{"57014"}},
	}
}

func (f *slow) Claims() []chaos.Claim {
	return chaos.Exclusive("the row security of table %q", f.Table)
}
