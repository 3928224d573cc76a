package postgres

import (
	"context"
	"errors"
	"fmt"
	"time"

	"firedrill/chaos"
	"firedrill/chaos/store"
)

var commitKind = chaos.Kind{
	Name:    "postgres.slow-commit",
	Family:  "postgres",
	Summary: "make every commit slower, as a slow disk under the write-ahead log would",
	Manual: "Sets commit_delay for the server, with commit_siblings 0, and reloads it: each commit waits that long before the " +
		"log is flushed. Reads, and commits without a flush, are as fast as before; a slow disk would also slow reads, " +
		"which this fault does not. It needs fsync. The settings survive a restart of the database, until the revert.",
	Acts:    chaos.InLab,
	Ports:   []chaos.Port{chaos.PortSQL},
	Within:  store.ProofTime,
	Example: chaos.Example{On: chaos.InPostgres, Params: map[string]string{"delay": "100ms"}},
	New:     func() chaos.Fault { return fault{&commit{}} },
}

// commit makes commits slower.
type commit struct {
	On    string        `param:"on" required:"true" doc:"the database, postgres"`
	Delay time.Duration `param:"delay" default:"50ms" min:"5ms" max:"100ms" doc:"how much longer a commit takes"`
}

func (f *commit) Validate() []chaos.Problem { return store.CheckNames(f.On, chaos.InPostgres) }

// commitSettings selects the settings of the fault.
const commitSettings = "FROM pg_file_settings WHERE name IN ('commit_delay', 'commit_siblings')"

// look refuses a server that does not wait for its disk, and one with settings of its own, which would be lost.
func (f *commit) look(ctx context.Context, s chaos.SQL, _ *store.Undo) error {
	waits, err := one(ctx, s, "SELECT current_setting('fsync')")
	if err == nil && waits == "off" {
		err = errors.New("fsync is off: commits wait for nothing")
	}
	if err != nil {
		return err
	}
	set, err := one(ctx, s, "SELECT count(*) "+commitSettings)
	if err == nil && set != "0" {
		err = errors.New("commit_delay or commit_siblings is set already")
	}
	return err
}

// slowly is the answer to the app's role if its commit took at least the delay.
const slowly = "slow"

func (f *commit) damage(store.Undo) damage {
	// The server measures the time, so that connecting and a busy client do not count. What is written is a message in the
	// log, which nobody reads.
	timed := `DO $do$ DECLARE began timestamptz; BEGIN
		PERFORM pg_logical_emit_message(true, 'shop', '');
		began := clock_timestamp();
		COMMIT;
		PERFORM set_config('shop.took', (extract(epoch FROM clock_timestamp() - began) * 1000)::text, false);
		END $do$`
	told := fmt.Sprintf(`SELECT CASE WHEN ms >= %d THEN '%s' ELSE 'quick' END || ' commit: ' || round(ms, 1) || ' ms'
		FROM (SELECT current_setting('shop.took')::numeric AS ms) took`, f.Delay.Milliseconds(), slowly)
	return damage{
		noted: "config postgres changed",
		do: []string{fmt.Sprintf("ALTER SYSTEM SET commit_delay = %d", f.Delay.Microseconds()),
			"ALTER SYSTEM SET commit_siblings = 0", "SELECT pg_reload_conf()"},
		undo:   []string{"ALTER SYSTEM RESET commit_delay", "ALTER SYSTEM RESET commit_siblings", "SELECT pg_reload_conf()"},
		shows:  `SELECT count(*) = 2, coalesce(string_agg(name || ' is ' || setting, ', ' ORDER BY name), 'no such setting') ` + commitSettings,
		clear:  `SELECT count(*) = 0, count(*) || ' settings of commits' ` + commitSettings,
		effect: store.AppProbe{SQL: []string{timed, told}, Rows: slowly},
	}
}

func (f *commit) Claims() []chaos.Claim { return chaos.Exclusive("commit_delay of Postgres") }
