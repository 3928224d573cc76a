package redis

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"firedrill/chaos"
	"firedrill/chaos/store"
	"firedrill/internal/record"
)

var readOnlyKind = chaos.Kind{
	Name:    "redis.readonly",
	Family:  "redis",
	Summary: "turn Redis into a read-only replica, as a failover does",
	Manual: "Makes Redis a replica (REPLICAOF) of a primary that does not exist, as a failover does that demotes the old primary while its " +
		"clients stay connected to it. Reads are served, every write is refused with READONLY. PING and a health check that only reads see " +
		"nothing. Entries still expire, and nothing new is cached. No data is lost: a replica drops its data only once its primary sends " +
		"its own. Most clients close the connection on which they get READONLY, so connections per second rise; nothing of that lasts. " +
		"Faults that write keys are refused meanwhile. After the revert INFO replication shows a new master_replid, and the old one as master_replid2. A restart of Redis ends it too.",
	Acts:    chaos.InLab,
	Ports:   []chaos.Port{chaos.PortRedis},
	Within:  store.ProofTime,
	Example: chaos.Example{On: chaos.InRedis},
	New:     func() chaos.Fault { return fault{&readOnly{}} },
}

// readOnly makes Redis a replica.
type readOnly struct {
	On string `param:"on" required:"true" doc:"the cache, redis"`
}

func (f *readOnly) Validate() []chaos.Problem { return store.CheckNames(f.On, chaos.InRedis) }

// The primary that Redis is told to follow. No process can listen on port 0, so no data ever comes from there: it would
// replace that of the replica.
const (
	noPrimaryHost = "127.0.0.1"
	noPrimaryPort = "0"
)

const refuseWrites = "replica-read-only"

// replicaSettings are the settings with which a replica refuses writes and serves reads. "yes" is their default.
var replicaSettings = []string{refuseWrites, "replica-serve-stale-data"}

// look refuses a Redis that is a replica already: to follow its primary again, it would copy all data anew.
func (f *readOnly) look(ctx context.Context, s chaos.Redis, u *store.Undo) error {
	role, err := run(ctx, s, "ROLE")
	switch {
	case err != nil:
		return err
	case len(role) == 0 || role[0] != "master":
		return fmt.Errorf("redis is not a primary: ROLE says %q", strings.Join(role, " "))
	}
	for _, name := range replicaSettings {
		if u.Was[name], err = setting(ctx, s, name); err != nil {
			return err
		}
	}
	return nil
}

func (f *readOnly) inject(ctx context.Context, s chaos.Redis, _ store.Undo) error {
	var commands [][]string
	for _, name := range replicaSettings {
		commands = append(commands, []string{"CONFIG", "SET", name, "yes"})
	}
	return runAll(ctx, s, append(commands, []string{"REPLICAOF", noPrimaryHost, noPrimaryPort})...)
}

// demoted looks at the role and at the setting that refuses writes.
func demoted(ctx context.Context, s chaos.Redis) (record.Check, error) {
	role, err := run(ctx, s, "ROLE")
	refuses, settingErr := setting(ctx, s, refuseWrites)
	if err = errors.Join(err, settingErr); err != nil {
		return record.Check{}, err
	}
	follows := len(role) > 3 && role[0] == "slave" && role[1] == noPrimaryHost && role[2] == noPrimaryPort
	return record.Check{OK: follows && refuses == "yes",
		Saw: fmt.Sprintf("the role of Redis is %s, %s is %s", strings.Join(role, " "), refuseWrites, refuses)}, nil
}

// write is a write of a new client.
func write(u store.Undo) chaos.Command { return fresh(0, "SET", u.Tag, "1", "PX", "50") }

func (f *readOnly) prove(ctx context.Context, s chaos.Redis, u store.Undo) chaos.Proof {
	mechanism, err := demoted(ctx, s)
	if err != nil {
		return unproven(err)
	}
	return chaos.Proof{Mechanism: mechanism, Effect: refusedWith(ctx, s, write(u), "READONLY")}
}

func (f *readOnly) revert(ctx context.Context, s chaos.Redis, u store.Undo) error {
	commands := [][]string{{"REPLICAOF", "NO", "ONE"}}
	for _, name := range replicaSettings {
		commands = append(commands, []string{"CONFIG", "SET", name, u.Was[name]})
	}
	return runAll(ctx, s, commands...)
}

// gone looks at the role, the settings and a write.
func (f *readOnly) gone(ctx context.Context, s chaos.Redis, u store.Undo) record.Check {
	role, err := run(ctx, s, "ROLE")
	if err != nil {
		return record.Check{Saw: err.Error()}
	}
	if len(role) == 0 || role[0] != "master" {
		return record.Check{Saw: "the role of Redis is " + strings.Join(role, " ")}
	}
	for _, name := range replicaSettings {
		if now, err := setting(ctx, s, name); err != nil || now != u.Was[name] {
			return record.Check{Saw: fmt.Sprintf("%s is %q, and was %q: %v", name, now, u.Was[name], err)}
		}
	}
	if _, err := s.Do(ctx, write(u)); err != nil {
		return record.Check{Saw: "a new client's SET meets: " + err.Error()}
	}
	return record.Check{OK: true, Saw: "Redis is a primary, and takes a new client's SET"}
}

func (f *readOnly) noted() string { return "config redis changed" }

// Acts asks Redis for its role.
func (f *readOnly) Acts(ctx context.Context, t *chaos.Target, undo chaos.Undo) (record.Check, error) {
	return acts(t, undo, func(s chaos.Redis, _ store.Undo) (record.Check, error) { return demoted(ctx, s) })
}

func (f *readOnly) Claims() []chaos.Claim { return chaos.Exclusive(writeAccess) }

const writeAccess = "write access to Redis"

// writes is the claim of a kind that writes keys, for its damage, its proof or its revert.
func writes() chaos.Claim { return chaos.Claim{Setting: writeAccess, Shared: true} }
