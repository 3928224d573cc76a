package postgres

import (
	"fmt"
	"strings"

	"firedrill/chaos"
	"firedrill/chaos/store"
)

var lockKind = chaos.Kind{
	Name:    "postgres.lock",
	Family:  "postgres",
	Summary: "hold a lock on a table",
	Manual: "A session of ours takes the lock in a transaction and stays idle in it. access-exclusive blocks reads and writes, " +
		"the other modes block writes. Other sessions queue behind it without using any CPU; pg_locks and pg_stat_activity " +
		"name the holder. The lock ends with the agent that holds it; and with stubborn: false when someone ends the " +
		"session.",
	Acts:    chaos.InLab,
	Ports:   []chaos.Port{chaos.PortSQL},
	Held:    true,
	Within:  store.ProofTime,
	Example: chaos.Example{On: chaos.InPostgres, Params: map[string]string{"table": "orders"}},
	New:     func() chaos.Fault { return fault{&lock{}} },
}

// lock locks a table.
type lock struct {
	On       string `param:"on" required:"true" doc:"the database, postgres"`
	Table    string `param:"table" required:"true" doc:"the table"`
	Mode     string `param:"mode" default:"access-exclusive" enum:"access-exclusive,exclusive,share-row-exclusive,share" doc:"the mode of the lock"`
	Stubborn bool   `param:"stubborn" default:"true" doc:"whether the fault's sessions are reopened when someone ends them"`
}

func (f *lock) Validate() []chaos.Problem {
	return store.CheckNames(f.On, chaos.InPostgres, "table", f.Table)
}

func (f *lock) damage(u store.Undo) damage {
	mode := strings.ToUpper(strings.ReplaceAll(f.Mode, "-", " "))
	users := fmt.Sprintf("DELETE FROM %s WHERE false", f.Table)
	if f.Mode == "access-exclusive" {
		users = fmt.Sprintf("SELECT 1 FROM %s LIMIT 1", f.Table)
	}
	return damage{
		hold: &chaos.Hold{Sessions: 1, Once: !f.Stubborn, SQL: []string{"SET lock_timeout = '5s'", "BEGIN", fmt.Sprintf("LOCK TABLE %s IN %s MODE", f.Table, mode)}},
		shows: fmt.Sprintf(`SELECT count(*) > 0, coalesce(string_agg(l.mode || ' on ' || l.relation::regclass || ' held by ' || a.application_name, ', '), 'no lock of ours')
			FROM pg_locks l JOIN pg_stat_activity a USING (pid)
			WHERE a.application_name = '%s' AND l.granted AND l.relation = to_regclass('%s') AND l.mode = '%s'`,
			u.Tag, f.Table, lockName(f.Mode)),
		clear:  noSessions(u.Tag),
		effect: store.AppProbe{SQL: []string{"SET lock_timeout = '250ms'", users}, Codes: []string{"55P03"}},
	}
}

// lockName returns the name of a mode in pg_locks: AccessExclusiveLock for access-exclusive.
func lockName(mode string) string {
	var b strings.Builder
	for word := range strings.SplitSeq(mode, "-") {
		b.WriteString(strings.ToUpper(word[:1]) + word[1:])
	}
	return b.String() + "Lock"
}

func (f *lock) Claims() []chaos.Claim { return chaos.Exclusive("the lock on table %q", f.Table) }
