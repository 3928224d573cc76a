package postgres

import (
	"context"
	"fmt"
	"strings"

	"firedrill/chaos"
	"firedrill/chaos/store"
)

var revokeKind = chaos.Kind{
	Name:    "postgres.revoke",
	Family:  "postgres",
	Summary: "revoke a privilege on a table from the app's role",
	Manual: "One kind of statement on one table is refused, at once and on open sessions too. The app's role owns its tables, " +
		"and even an owner can lack a privilege. Locking rows for an order needs update.",
	Acts:    chaos.InLab,
	Ports:   []chaos.Port{chaos.PortSQL},
	Within:  store.ProofTime,
	Example: chaos.Example{On: chaos.InPostgres, Params: map[string]string{"table": "orders", "privilege": "insert"}},
	New:     func() chaos.Fault { return fault{&revoke{}} },
}

// revoke revokes a privilege.
type revoke struct {
	On        string `param:"on" required:"true" doc:"the database, postgres"`
	Table     string `param:"table" required:"true" doc:"the table"`
	Privilege string `param:"privilege" default:"select" enum:"select,insert,update,delete" doc:"the privilege that is revoked"`
}

func (f *revoke) Validate() []chaos.Problem {
	return store.CheckNames(f.On, chaos.InPostgres, "table", f.Table)
}

// look notes a column for a test update.
func (f *revoke) look(ctx context.Context, s chaos.SQL, u *store.Undo) error {
	rows, err := s.Query(ctx, chaos.Query{As: chaos.AsAdmin, SQL: []string{fmt.Sprintf(`SELECT has_table_privilege('shop', attrelid, '%s'), quote_ident(attname) FROM pg_attribute
		WHERE attrelid = to_regclass('%s') AND attnum > 0 AND NOT attisdropped AND attgenerated = '' ORDER BY attnum DESC LIMIT 1`, f.Privilege, f.Table)}})
	switch {
	case err != nil:
		return err
	case len(rows) != 1:
		return fmt.Errorf("there is no table %q", f.Table)
	case rows[0][0] != "t":
		return fmt.Errorf("the app's role has no privilege to %s on %q", f.Privilege, f.Table)
	}
	u.Was["column"] = rows[0][1]
	return nil
}

func (f *revoke) damage(u store.Undo) damage {
	has := fmt.Sprintf("has_table_privilege('shop', '%s', '%s')", f.Table, f.Privilege)
	saw := fmt.Sprintf("'role shop ' || CASE WHEN %s THEN 'may' ELSE 'may not' END || ' %s on %s'", has, f.Privilege, f.Table)
	return damage{
		noted:  "migration " + f.Table,
		do:     []string{"SET lock_timeout = '3s'", fmt.Sprintf("REVOKE %s ON %s FROM shop", strings.ToUpper(f.Privilege), f.Table)},
		undo:   []string{"SET lock_timeout = '3s'", fmt.Sprintf("GRANT %s ON %s TO shop", strings.ToUpper(f.Privilege), f.Table)},
		shows:  fmt.Sprintf("SELECT NOT %s, %s", has, saw),
		clear:  fmt.Sprintf("SELECT %s, %s", has, saw),
		effect: store.AppProbe{SQL: []string{f.users(u.Was["column"])}, Codes: []string{"42501"}},
	}
}

// users is a statement that needs the privilege and changes nothing.
func (f *revoke) users(column string) string {
	switch f.Privilege {
	case "insert":
		return fmt.Sprintf("INSERT INTO %[1]s SELECT * FROM %[1]s WHERE false", f.Table)
	case "update":
		return fmt.Sprintf("UPDATE %[1]s SET %[2]s = %[2]s WHERE false", f.Table, column)
	case "delete":
		return fmt.Sprintf("DELETE FROM %s WHERE false", f.Table)
	}
	return fmt.Sprintf("SELECT 1 FROM %s LIMIT 1", f.Table)
}

func (f *revoke) Claims() []chaos.Claim {
	return chaos.Exclusive("the privilege to %s on table %q", f.Privilege, f.Table)
}
