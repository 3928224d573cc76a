package postgres

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"firedrill/chaos"
	"firedrill/chaos/store"
	"firedrill/internal/record"
)

// OnReplica is the database's replica, in a lab that has one.
const OnReplica = "postgres-replica"

// lagFelt is how old a row must be for its absence to count as lag, and not as normal replication.
const lagFelt = 300 * time.Millisecond

var lagKind = chaos.Kind{
	Name:    "postgres.replica-lag",
	Family:  "postgres",
	Summary: "make the database's replica lag",
	Manual: "Sets recovery_min_apply_delay on the replica and reloads it: the replica receives commits at once, and shows them " +
		"that much later. Reads from the replica are as fast as before, but outdated. The setting survives a restart of " +
		"the replica, until the revert; then the replica catches up at once. To measure the lag, the fault creates a " +
		"schema in the database, and drops it afterwards.",
	Acts:    chaos.InLab,
	Ports:   []chaos.Port{chaos.PortSQL},
	Needs:   []chaos.Need{chaos.NeedDBReplica},
	Within:  store.ProofTime,
	Example: chaos.Example{On: OnReplica, Params: map[string]string{"lag": "20s"}},
	New:     func() chaos.Fault { return &lag{} },
}

// lag delays a replica.
type lag struct {
	On  string        `param:"on" required:"true" doc:"the database's replica, postgres-replica"`
	Lag time.Duration `param:"lag" default:"10s" min:"1s" max:"10m" doc:"how far the replica lags"`
}

func (f *lag) Validate() []chaos.Problem { return store.CheckNames(f.On, OnReplica) }

// lagFiled counts the lines in the replica's files that set the delay.
const lagFiled = "SELECT count(*) FROM pg_file_settings WHERE name = 'recovery_min_apply_delay'"

// Plan refuses a replica with a delay of its own, which would be lost.
func (f *lag) Plan(ctx context.Context, t *chaos.Target) (chaos.Undo, error) {
	set, err := first(ctx, t.SQL, toReplica(chaos.AsAdmin, lagFiled))
	if err == nil && set != "0" {
		err = errors.New("recovery_min_apply_delay is set already")
	}
	if err != nil {
		return nil, err
	}
	return json.Marshal(store.Undo{Tag: chaos.NewTag()})
}

// Inject sets the delay, and then writes a mark to the database by which the lag can be measured.
func (f *lag) Inject(ctx context.Context, t *chaos.Target, undo chaos.Undo) error {
	s, u, err := f.open(t, undo)
	if err != nil {
		return err
	}
	if _, err := s.Query(ctx, toReplica(chaos.AsAdmin, fmt.Sprintf("ALTER SYSTEM SET recovery_min_apply_delay = '%dms'", f.Lag.Milliseconds()),
		"SELECT pg_reload_conf()")); err != nil {
		return err
	}
	return asAdmin(ctx, s, fmt.Sprintf("CREATE SCHEMA %[1]s; CREATE TABLE %[1]s.mark AS SELECT clock_timestamp() AS made", u.Tag))
}

func (f *lag) open(t *chaos.Target, undo chaos.Undo) (chaos.SQL, store.Undo, error) {
	var u store.Undo
	if err := json.Unmarshal(undo, &u); err != nil {
		return nil, u, fmt.Errorf("undo: %w", err)
	}
	return t.SQL, u, nil
}

// Prove checks the replica's setting, and then for the mark.
func (f *lag) Prove(ctx context.Context, t *chaos.Target, undo chaos.Undo) chaos.Proof {
	s, u, err := f.open(t, undo)
	if err != nil {
		return chaos.Proof{Mechanism: record.Check{Saw: err.Error()}}
	}
	set, err := first(ctx, s, toReplica(chaos.AsAdmin, "SHOW recovery_min_apply_delay"))
	mechanism := record.Check{OK: err == nil && set != "" && set != "0", Saw: "recovery_min_apply_delay is " + set}
	if err != nil {
		mechanism.Saw = err.Error()
	}
	return chaos.Proof{Mechanism: mechanism, Effect: f.unseen(ctx, s, u)}
}

// unseen requires that the mark has been in the database for a while and that the app's role does not find it on the replica.
func (f *lag) unseen(ctx context.Context, s chaos.SQL, u store.Undo) record.Check {
	aged, err := first(ctx, s, chaos.Query{As: chaos.AsAdmin, SQL: []string{fmt.Sprintf("SELECT floor(1000 * extract(epoch FROM clock_timestamp() - made)) FROM %s.mark", u.Tag)}})
	if err != nil {
		return record.Check{Saw: err.Error()}
	}
	age, err := time.ParseDuration(aged + "ms")
	if err != nil {
		return record.Check{Saw: "the mark is " + aged + "ms old"}
	}
	found, err := f.marks(ctx, s, u)
	if err != nil {
		return record.Check{Saw: err.Error()}
	}
	return record.Check{OK: found == "0" && age >= lagFelt, Saw: fmt.Sprintf("what was written %s ago is on the replica %s times", age, found)}
}

// marks counts the marks that the app's role finds on the replica.
func (f *lag) marks(ctx context.Context, s chaos.SQL, u store.Undo) (string, error) {
	return first(ctx, s, toReplica(chaos.AsShop, fmt.Sprintf("SELECT count(*) FROM pg_namespace WHERE nspname = '%s'", u.Tag)))
}

// Revert removes the delay and the mark.
func (f *lag) Revert(ctx context.Context, t *chaos.Target, undo chaos.Undo) error {
	s, u, err := f.open(t, undo)
	if err != nil {
		return err
	}
	if err := store.Patiently(ctx, func() error {
		_, err := s.Query(ctx, toReplica(chaos.AsAdmin, "ALTER SYSTEM RESET recovery_min_apply_delay", "SELECT pg_reload_conf()"))
		return err
	}); err != nil {
		return err
	}
	return store.Patiently(ctx, func() error { return asAdmin(ctx, s, fmt.Sprintf("DROP SCHEMA IF EXISTS %s CASCADE", u.Tag)) })
}

// Gone checks whether the replica has caught up with the database, without a delay and without the mark.
func (f *lag) Gone(ctx context.Context, t *chaos.Target, undo chaos.Undo) record.Check {
	s, u, err := f.open(t, undo)
	if err != nil {
		return record.Check{Saw: err.Error()}
	}
	end, err := one(ctx, s, "SELECT pg_current_wal_lsn()")
	if err != nil {
		return record.Check{Saw: err.Error()}
	}
	rows, err := s.Query(ctx, toReplica(chaos.AsAdmin, fmt.Sprintf(`SELECT pg_last_wal_replay_lsn() >= '%s' AND current_setting('recovery_min_apply_delay') = '0' AND (%s) = 0,
		'recovery_min_apply_delay is ' || current_setting('recovery_min_apply_delay') || ', the replica is ' ||
		greatest(pg_wal_lsn_diff('%[1]s', pg_last_wal_replay_lsn()), 0) || ' bytes behind'`, end, lagFiled)))
	if err != nil || len(rows) == 0 {
		return record.Check{Saw: fmt.Sprintf("the replica says nothing: %v", err)}
	}
	left, err := f.marks(ctx, s, u)
	if err != nil {
		return record.Check{Saw: err.Error()}
	}
	return record.Check{OK: rows[0][0] == "t" && left == "0", Saw: fmt.Sprintf("%s, and has %s marks of ours", rows[0][1], left)}
}

// toReplica is a query for the replica.
func toReplica(as string, texts ...string) chaos.Query {
	return chaos.Query{At: OnReplica, As: as, SQL: texts}
}

// Acts checks the replica's delay.
func (f *lag) Acts(ctx context.Context, t *chaos.Target, undo chaos.Undo) (record.Check, error) {
	s, _, err := f.open(t, undo)
	if err != nil {
		return record.Check{}, err
	}
	set, err := first(ctx, s, toReplica(chaos.AsAdmin, "SHOW recovery_min_apply_delay"))
	return record.Check{OK: set != "" && set != "0", Saw: "recovery_min_apply_delay is " + set}, err
}

func (f *lag) Claims() []chaos.Claim {
	return chaos.Exclusive("recovery_min_apply_delay of the replica")
}
