package postgres

import (
	"fmt"

	"firedrill/chaos"
	"firedrill/chaos/store"
)

var idleKind = chaos.Kind{
	Name:    "postgres.idle-in-tx",
	Family:  "postgres",
	Summary: "keep sessions idle in a transaction that lock rows of a table",
	Manual: "Each session locks the next rows of the table, in the order on disk, and then does nothing, as an app does that " +
		"forgot to commit. Updates of those rows wait; reads are served. idle_in_transaction_session_timeout on the server " +
		"ends such sessions, but ours are reopened, unless stubborn is false. They end with the agent.",
	Acts:    chaos.InLab,
	Ports:   []chaos.Port{chaos.PortSQL},
	Held:    true,
	Within:  store.ProofTime,
	Example: chaos.Example{On: chaos.InPostgres, Params: map[string]string{"table": "products", "sessions": "3"}},
	New:     func() chaos.Fault { return fault{&idle{}} },
}

// idle keeps transactions open.
type idle struct {
	On       string `param:"on" required:"true" doc:"the database, postgres"`
	Table    string `param:"table" required:"true" doc:"the table"`
	Sessions int    `param:"sessions" default:"5" min:"1" max:"40" doc:"how many sessions"`
	Rows     int    `param:"rows" default:"100" min:"1" max:"5000" doc:"how many rows each locks"`
	Stubborn bool   `param:"stubborn" default:"true" doc:"whether the fault's sessions are reopened when someone ends them"`
}

func (f *idle) Validate() []chaos.Problem {
	return store.CheckNames(f.On, chaos.InPostgres, "table", f.Table)
}

func (f *idle) damage(u store.Undo) damage {
	return damage{
		hold: &chaos.Hold{Sessions: f.Sessions, Once: !f.Stubborn, SQL: []string{"BEGIN",
			fmt.Sprintf("SELECT count(*) FROM (SELECT 1 FROM %s LIMIT %d FOR UPDATE SKIP LOCKED) r", f.Table, f.Rows)}},
		shows: fmt.Sprintf(`SELECT count(*) = %d, count(*) || ' sessions of ours are idle in transaction' FROM pg_stat_activity
			WHERE application_name = '%s' AND state = 'idle in transaction'`, f.Sessions, u.Tag),
		clear: noSessions(u.Tag),
		effect: store.AppProbe{SQL: []string{"SET lock_timeout = '250ms'",
			fmt.Sprintf("BEGIN; SELECT count(*) FROM (SELECT 1 FROM %s LIMIT %d FOR UPDATE) r; ROLLBACK", f.Table, f.Rows)}, Codes: []string{"55P03"}},
	}
}
