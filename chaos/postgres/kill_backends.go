package postgres

import (
	"fmt"
	"time"

	"firedrill/chaos"
	"firedrill/chaos/store"
)

var killKind = chaos.Kind{
	Name:    "postgres.kill-backends",
	Family:  "postgres",
	Summary: "end all sessions of the database, again and again",
	Manual: "A session of ours calls pg_terminate_backend for every session of a role that is not a superuser. Transactions " +
		"are rolled back and pools find their connections broken. New ones are accepted until the next time. It stops with " +
		"the agent.",
	Acts:    chaos.InLab,
	Ports:   []chaos.Port{chaos.PortSQL},
	Held:    true,
	Within:  store.ProofTime,
	Example: chaos.Example{On: chaos.InPostgres, Params: map[string]string{"every": "1s"}},
	New:     func() chaos.Fault { return fault{&kill{}} },
}

// kill ends sessions.
type kill struct {
	On       string        `param:"on" required:"true" doc:"the database, postgres"`
	Every    time.Duration `param:"every" default:"1s" min:"100ms" max:"3s" doc:"the pause between two repetitions"`
	Stubborn bool          `param:"stubborn" default:"true" doc:"whether the fault's sessions are reopened when someone ends them"`
}

func (f *kill) Validate() []chaos.Problem { return store.CheckNames(f.On, chaos.InPostgres) }

func (f *kill) damage(u store.Undo) damage {
	return damage{
		hold: &chaos.Hold{Sessions: 1, Once: !f.Stubborn, Every: f.Every, Tick: []string{
			"SELECT pg_terminate_backend(pid) FROM pg_stat_activity JOIN pg_roles ON rolname = usename WHERE NOT rolsuper"}},
		shows: fmt.Sprintf(`SELECT count(*) > 0, coalesce(max('a session of ours, last seen at: ' || left(query, 40)), 'no session of ours')
			FROM pg_stat_activity WHERE application_name = '%s'`, u.Tag),
		clear:  noSessions(u.Tag),
		effect: store.AppProbe{SQL: []string{fmt.Sprintf("SELECT pg_sleep(%.3f)", (f.Every + f.Every/2).Seconds())}, Codes: []string{"57P01"}},
	}
}
