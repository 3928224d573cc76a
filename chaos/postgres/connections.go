package postgres

import (
	"context"
	"fmt"

	"firedrill/chaos"
	"firedrill/chaos/store"
)

var connectionsKind = chaos.Kind{
	Name:    "postgres.connections",
	Family:  "postgres",
	Summary: "use up the connections of the database",
	Manual: "Sessions of ours take every connection that is not reserved for superusers, except those to leave. The app's own " +
		"sessions are ended until then, because a pool that keeps its connections would not notice. When it reconnects, " +
		"there are too many clients already. The sessions end with the agent that holds them.",
	Acts:    chaos.InLab,
	Ports:   []chaos.Port{chaos.PortSQL},
	Held:    true,
	Within:  store.ProofTime,
	Example: chaos.Example{On: chaos.InPostgres, Params: map[string]string{"leave": "1"}},
	New:     func() chaos.Fault { return fault{&connections{}} },
}

// connections uses up the connections of the database.
type connections struct {
	On       string `param:"on" required:"true" doc:"the database, postgres"`
	Leave    int    `param:"leave" default:"0" min:"0" max:"30" doc:"how many connections are left to the app"`
	Stubborn bool   `param:"stubborn" default:"true" doc:"whether the fault's sessions are reopened when someone ends them"`
}

func (f *connections) Validate() []chaos.Problem { return store.CheckNames(f.On, chaos.InPostgres) }

// look counts the connections that are not reserved.
func (f *connections) look(ctx context.Context, s chaos.SQL, u *store.Undo) error {
	places, err := one(ctx, s, `SELECT sum(CASE name WHEN 'max_connections' THEN setting::int ELSE -setting::int END) FROM pg_settings
		WHERE name IN ('max_connections', 'superuser_reserved_connections', 'reserved_connections')`)
	if err != nil {
		return err
	}
	u.Was["places"] = places
	if n := f.sessions(*u); n < 1 || n > 200 {
		return fmt.Errorf("%s places less the %d that are left are not between 1 and 200", places, f.Leave)
	}
	return nil
}

func (f *connections) sessions(u store.Undo) int {
	var places int
	if _, err := fmt.Sscan(u.Was["places"], &places); err != nil {
		return 0
	}
	return places - f.Leave
}

func (f *connections) damage(u store.Undo) damage {
	n := f.sessions(u)
	return damage{
		hold: &chaos.Hold{Sessions: n, Once: !f.Stubborn},
		evict: fmt.Sprintf(`SELECT pg_terminate_backend(pid) FROM
			(SELECT pid FROM pg_stat_activity JOIN pg_roles ON rolname = usename WHERE NOT rolsuper ORDER BY backend_start OFFSET %d) a`, f.Leave),
		shows: fmt.Sprintf(`SELECT count(*) >= %d, count(*) || ' sessions of ours, %d for anyone, max_connections ' || current_setting('max_connections')
			FROM pg_stat_activity WHERE application_name = '%s'`, n, f.Leave, u.Tag),
		clear:  noSessions(u.Tag),
		effect: store.AppProbe{Logins: f.Leave + 1, Codes: []string{"53300"}},
	}
}

func (f *connections) Claims() []chaos.Claim {
	return chaos.Exclusive("the free connections of Postgres")
}
