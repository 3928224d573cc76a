package postgres

import (
	"context"
	"fmt"

	"firedrill/chaos"
	"firedrill/chaos/store"
)

var indexKind = chaos.Kind{
	Name:    "postgres.drop-index",
	Family:  "postgres",
	Summary: "drop an index",
	Manual: "Queries that used it read the whole table: slow with the table's size, with high CPU usage and no error. An index " +
		"that a constraint depends on cannot be dropped. The revert creates it from its definition, under its own name.",
	Acts:    chaos.InLab,
	Ports:   []chaos.Port{chaos.PortSQL},
	Within:  store.ProofTime,
	Example: chaos.Example{On: chaos.InPostgres, Params: map[string]string{"index": "orders_user_id"}},
	New:     func() chaos.Fault { return fault{&index{}} },
}

// index drops an index.
type index struct {
	On    string `param:"on" required:"true" doc:"the database, postgres"`
	Index string `param:"index" required:"true" doc:"the index"`
}

func (f *index) Validate() []chaos.Problem {
	return store.CheckNames(f.On, chaos.InPostgres, "index", f.Index)
}

// look notes the definition, and the indexed column.
func (f *index) look(ctx context.Context, s chaos.SQL, u *store.Undo) error {
	rows, err := s.Query(ctx, chaos.Query{As: chaos.AsAdmin, SQL: []string{fmt.Sprintf(`SELECT pg_get_indexdef(i.indexrelid), i.indrelid::regclass, a.attname,
		EXISTS (SELECT 1 FROM pg_constraint c WHERE c.conindid = i.indexrelid)
		FROM pg_index i JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[0] WHERE i.indexrelid = to_regclass('%s')`, f.Index)}})
	switch {
	case err != nil:
		return err
	case len(rows) != 1:
		return fmt.Errorf("there is no index %q on a column", f.Index)
	case rows[0][3] == "t":
		return fmt.Errorf("a constraint stands on index %q", f.Index)
	}
	u.Was["definition"], u.Was["table"], u.Was["column"] = rows[0][0], rows[0][1], rows[0][2]
	return nil
}

func (f *index) damage(u store.Undo) damage {
	return damage{
		noted: "migration " + f.Index,
		do:    []string{"SET lock_timeout = '3s'", "DROP INDEX " + f.Index},
		undo:  []string{fmt.Sprintf("DO $do$ BEGIN IF to_regclass('%s') IS NULL THEN EXECUTE %s; END IF; END $do$", f.Index, quoted(u.Was["definition"]))},
		shows: fmt.Sprintf("SELECT to_regclass('%[1]s') IS NULL, CASE WHEN to_regclass('%[1]s') IS NULL THEN 'no index %[1]s' ELSE 'index %[1]s' END", f.Index),
		clear: fmt.Sprintf(`SELECT count(*) > 0, CASE count(*) WHEN 0 THEN 'no such index' ELSE 'index %[1]s, as it was' END FROM pg_index
			WHERE indexrelid = to_regclass('%[1]s') AND indisvalid AND pg_get_indexdef(indexrelid) = %[2]s`, f.Index, quoted(u.Was["definition"])),
		effect: store.AppProbe{SQL: []string{"SET plan_cache_mode = force_generic_plan",
			fmt.Sprintf("PREPARE lookup AS SELECT 1 FROM %s WHERE %s = $1", u.Was["table"], u.Was["column"]), "EXPLAIN EXECUTE lookup(NULL)"}, Rows: "Seq Scan"},
	}
}

// quoted returns a text as an SQL literal.
func quoted(text string) string {
	const mark = "$text$"
	return mark + text + mark
}

func (f *index) Claims() []chaos.Claim { return chaos.Exclusive("index %q", f.Index) }
