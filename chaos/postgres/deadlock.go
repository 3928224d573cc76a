package postgres

import (
	"context"
	"errors"
	"fmt"
	"time"

	"firedrill/chaos"
	"firedrill/chaos/store"
)

var deadlockKind = chaos.Kind{
	Name:    "postgres.deadlock",
	Family:  "postgres",
	Summary: "lock rows in the opposite order to the app's, so that its transactions deadlock",
	Manual: "A session of ours locks the rows with even ids first and those with odd ids a little later, while the app locks " +
		"by ascending id. A transaction that holds an odd row and wants an even one waits for one second and then fails " +
		"with a deadlock; others wait until our session has finished. Only transactions on two rows or more can deadlock. " +
		"It stops with the agent.",
	Acts:    chaos.InLab,
	Ports:   []chaos.Port{chaos.PortSQL},
	Held:    true,
	Within:  2 * store.ProofTime,
	Example: chaos.Example{On: chaos.InPostgres, Params: map[string]string{"every": "500ms"}},
	New:     func() chaos.Fault { return fault{&deadlock{}} },
}

// deadlock makes transactions deadlock.
type deadlock struct {
	On       string        `param:"on" required:"true" doc:"the database, postgres"`
	Table    string        `param:"table" default:"products" doc:"a table whose key is id"`
	Every    time.Duration `param:"every" default:"1s" min:"100ms" max:"10s" doc:"the pause between two repetitions"`
	Stubborn bool          `param:"stubborn" default:"true" doc:"whether the fault's sessions are reopened when someone ends them"`
}

func (f *deadlock) Validate() []chaos.Problem {
	return store.CheckNames(f.On, chaos.InPostgres, "table", f.Table)
}

// look notes two rows to test, and the number of deadlocks so far.
func (f *deadlock) look(ctx context.Context, s chaos.SQL, u *store.Undo) error {
	odd, err := one(ctx, s, fmt.Sprintf("SELECT a.id FROM %[1]s a JOIN %[1]s b ON b.id = a.id + 1 WHERE a.id %% 2 = 1 ORDER BY a.id DESC LIMIT 1", f.Table))
	if err == nil && odd == "" {
		err = errors.New("no odd id is followed by an even one")
	}
	if err != nil {
		return fmt.Errorf("table %q: %w", f.Table, err)
	}
	u.Was["odd"] = odd
	u.Was["deadlocks"], err = one(ctx, s, "SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()")
	return err
}

func (f *deadlock) damage(u store.Undo) damage {
	rows := func(parity int) string {
		return fmt.Sprintf("SELECT count(*) FROM (SELECT 1 FROM %s WHERE id %% 2 = %d FOR UPDATE) r", f.Table, parity)
	}
	probe := func(offset int) string {
		return fmt.Sprintf("SELECT 1 FROM %s WHERE id = %s + %d FOR UPDATE", f.Table, u.Was["odd"], offset)
	}
	return damage{
		// Our session checks for a deadlock later than the app's, so that it is not the one that is cancelled.
		hold: &chaos.Hold{Sessions: 1, Once: !f.Stubborn, Every: f.Every, SQL: []string{"SET deadlock_timeout = '2500ms'"},
			Tick: []string{"BEGIN", rows(0), "SELECT pg_sleep(0.4)", rows(1), "ROLLBACK"}},
		shows: fmt.Sprintf(`SELECT deadlocks > %[1]s AND EXISTS (SELECT 1 FROM pg_stat_activity WHERE application_name = '%[2]s'),
			deadlocks - %[1]s || ' deadlocks since' FROM pg_stat_database WHERE datname = current_database()`, u.Was["deadlocks"], u.Tag),
		clear:  noSessions(u.Tag),
		effect: store.AppProbe{SQL: []string{"BEGIN", probe(0), "SELECT pg_sleep(0.05)", probe(1), "ROLLBACK"}, Codes: []string{"40P01"}},
	}
}
