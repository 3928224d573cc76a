package postgres

import (
	"context"
	"fmt"

	"firedrill/chaos"
	"firedrill/chaos/store"
	"firedrill/internal/record"
)

var passwordKind = chaos.Kind{
	Name:    "postgres.rotate-password",
	Family:  "postgres",
	Summary: "change the password of the app's role without telling the app",
	Manual: "The role gets a password that nobody knows, and its sessions are ended, so that the app has to log in again and " +
		"fails. With recycle: false its sessions stay, and only new ones fail: the app works until its connections are " +
		"recycled. The verifier of the old password is kept in the database, in a schema that only the superuser can read, " +
		"and restored from there, so the password itself is written nowhere. A password that someone sets meanwhile stays.",
	Acts:    chaos.InLab,
	Ports:   []chaos.Port{chaos.PortSQL},
	Within:  store.ProofTime,
	Example: chaos.Example{On: chaos.InPostgres},
	New:     func() chaos.Fault { return passwordFault{fault{&password{}}} },
}

// password changes the password of the app's role.
type password struct {
	On      string `param:"on" required:"true" doc:"the database, postgres"`
	Recycle bool   `param:"recycle" default:"true" doc:"whether the app's sessions are ended"`
}

func (f *password) Validate() []chaos.Problem { return store.CheckNames(f.On, chaos.InPostgres) }

func (f *password) damage(u store.Undo) damage {
	d := damage{
		noted: "secret postgres password rotated",
		do: []string{fmt.Sprintf(`CREATE SCHEMA %[1]s;
			CREATE TABLE %[1]s.kept AS SELECT rolpassword AS verifier FROM pg_authid WHERE rolname = 'shop';
			DO $do$ BEGIN EXECUTE format('ALTER ROLE shop PASSWORD %%L', gen_random_uuid()); END $do$;
			ALTER TABLE %[1]s.kept ADD given text;
			UPDATE %[1]s.kept SET given = (SELECT rolpassword FROM pg_authid WHERE rolname = 'shop')`, u.Tag)},
		// A password that someone has set since is the one that the app was given: it stays.
		undo: []string{fmt.Sprintf(`DO $do$ DECLARE v text; BEGIN IF to_regclass('%[1]s.kept') IS NOT NULL THEN
			SELECT verifier INTO v FROM %[1]s.kept JOIN pg_authid ON rolpassword = given WHERE rolname = 'shop';
			IF v IS NOT NULL THEN EXECUTE format('ALTER ROLE shop PASSWORD %%L', v); END IF;
			END IF; DROP SCHEMA IF EXISTS %[1]s CASCADE; END $do$`, u.Tag)},
		shows: fmt.Sprintf(`SELECT rolpassword <> verifier, 'role shop has ' || CASE WHEN rolpassword <> verifier THEN 'another' ELSE 'the same' END || ' verifier'
			FROM pg_authid, %s.kept WHERE rolname = 'shop'`, u.Tag),
		clear:  fmt.Sprintf("SELECT to_regnamespace('%[1]s') IS NULL, coalesce('still schema ' || to_regnamespace('%[1]s')::text, 'the verifier is back')", u.Tag),
		effect: store.AppProbe{Logins: 1, Codes: []string{"28P01"}},
	}
	if f.Recycle {
		d.evict = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'shop'"
	}
	return d
}

// passwordFault can be gone in another way too.
type passwordFault struct{ fault }

// Gone also accepts that someone set another password, which we do not know, if the app is connected.
func (f passwordFault) Gone(ctx context.Context, t *chaos.Target, undo chaos.Undo) record.Check {
	c := f.fault.Gone(ctx, t, undo)
	if c.OK {
		return c
	}
	d, _, err := f.open(undo)
	if err != nil || !judged(ctx, t.SQL, d.clear).OK {
		return c
	}
	if let := judged(ctx, t.SQL, appSessions); let.OK {
		return let
	}
	return c
}

const appSessions = `SELECT count(*) > 0, 'the role has a password that someone gave it, and ' || count(*) || ' sessions of the app'
	FROM pg_stat_activity WHERE usename = 'shop' AND application_name NOT LIKE '` + chaos.SessionName + `%'`

func (f *password) Claims() []chaos.Claim {
	return chaos.Exclusive("the password of the app's role in Postgres")
}
