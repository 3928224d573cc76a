package chaos

import (
	"fmt"
	"strings"
)

var postgresLockKind = Kind{
	Name:    "postgres.lock",
	Family:  "postgres",
	Summary: "hold a lock on a table",
	Manual: "A session of ours takes the lock in a transaction and stays idle in it. access-exclusive stops reads and " +
		"writes, the other modes stop writes. Whoever wants the table queues behind it, without using any processor; " +
		"pg_locks and pg_stat_activity name the holder. The lock ends with the agent that holds it; and with stubborn: false when someone ends the session.",
	Acts:    InLab,
	Held:    true,
	Within:  storeProofTime,
	Example: Example{On: InPostgres, Params: map[string]string{"table": "orders"}},
	New: func() Fault {
		f := &postgresLock{}
		f.onPostgres = onPostgres{deed: f.deed}
		return f
	},
}

// postgresLock holds a lock on a table.
type postgresLock struct {
	onPostgres
	On       string `param:"on" required:"true" doc:"the database, postgres"`
	Table    string `param:"table" required:"true" doc:"the table"`
	Mode     string `param:"mode" default:"access-exclusive" enum:"access-exclusive,exclusive,share-row-exclusive,share" doc:"how strong the lock is"`
	Stubborn bool   `param:"stubborn" default:"true" doc:"whether a session of it that someone ends is opened anew"`
}

func (f *postgresLock) Validate() []Problem { return checkNames(f.On, InPostgres, "table", f.Table) }

func (f *postgresLock) deed(u storeUndo) deed {
	mode := strings.ToUpper(strings.ReplaceAll(f.Mode, "-", " "))
	users := fmt.Sprintf("DELETE FROM %s WHERE false", f.Table)
	if f.Mode == "access-exclusive" {
		users = fmt.Sprintf("SELECT 1 FROM %s LIMIT 1", f.Table)
	}
	return deed{
		hold: &Hold{Sessions: 1, Once: !f.Stubborn, SQL: []string{"SET lock_timeout = '5s'", "BEGIN", fmt.Sprintf("LOCK TABLE %s IN %s MODE", f.Table, mode)}},
		shows: fmt.Sprintf(`SELECT count(*) > 0, coalesce(string_agg(l.mode || ' on ' || l.relation::regclass || ' held by ' || a.application_name, ', '), 'no lock of ours')
			FROM pg_locks l JOIN pg_stat_activity a USING (pid)
			WHERE a.application_name = '%s' AND l.granted AND l.relation = to_regclass('%s') AND l.mode = '%s'`,
			u.Tag, f.Table, lockName(f.Mode)),
		clear: noSessions(u.Tag),
		feels: feel{sql: []string{"SET lock_timeout = '250ms'", users}, codes: []string{"55P03"}},
	}
}

// lockName is a mode as pg_locks has it: access-exclusive is AccessExclusiveLock.
func lockName(mode string) string {
	var b strings.Builder
	for word := range strings.SplitSeq(mode, "-") {
		b.WriteString(capital(word))
	}
	return b.String() + "Lock"
}
