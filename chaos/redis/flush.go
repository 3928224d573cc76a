package redis

import (
	"context"
	"fmt"

	"firedrill/chaos"
	"firedrill/chaos/store"
	"firedrill/internal/record"
)

var flushKind = chaos.Kind{
	Name:    "redis.flush",
	Family:  "redis",
	Summary: "flush the whole cache, once",
	Manual: "FLUSHALL, once. Nothing stays in force and there is nothing to revert: only requests fill the cache again. Users " +
		"notice the load of the cache misses on the database.",
	Acts:    chaos.InLab,
	Ports:   []chaos.Port{chaos.PortRedis},
	Within:  store.ProofTime,
	Once:    true,
	Example: chaos.Example{On: chaos.InRedis},
	New:     func() chaos.Fault { return fault{&flush{}} },
}

// flush empties the cache.
type flush struct {
	On string `param:"on" required:"true" doc:"the cache, redis"`
}

func (f *flush) Validate() []chaos.Problem { return store.CheckNames(f.On, chaos.InRedis) }

func (f *flush) look(ctx context.Context, s chaos.Redis, u *store.Undo) error {
	n, err := calls(ctx, s, "flushall")
	u.Was["calls"] = fmt.Sprint(n)
	return err
}

// canary is a key of ours, which is flushed with the users' keys.
func canary(u store.Undo) string { return u.Tag }

// inject sets the canary first.
func (f *flush) inject(ctx context.Context, s chaos.Redis, u store.Undo) error {
	return runAll(ctx, s, []string{"SET", canary(u), "1", "EX", "60"}, []string{"FLUSHALL"})
}

func (f *flush) prove(ctx context.Context, s chaos.Redis, u store.Undo) chaos.Proof {
	n, err := calls(ctx, s, "flushall")
	if err != nil {
		return unproven(err)
	}
	p := chaos.Proof{Mechanism: record.Check{OK: fmt.Sprint(n) != u.Was["calls"], Saw: fmt.Sprintf("FLUSHALL was called %d times, before %s", n, u.Was["calls"])}}
	p.Effect = canaryGone(ctx, s, u)
	return p
}

func noCanary(ctx context.Context, s chaos.Redis, u store.Undo) error {
	return runAll(ctx, s, []string{"DEL", canary(u)})
}

// canaryGone checks whether the canary is gone.
func canaryGone(ctx context.Context, s chaos.Redis, u store.Undo) record.Check {
	there, err := s.Do(ctx, chaos.Command{Words: []string{"EXISTS", canary(u)}})
	if err != nil {
		return record.Check{Saw: err.Error()}
	}
	size, err := run(ctx, s, "DBSIZE")
	if err != nil {
		return record.Check{Saw: err.Error()}
	}
	return record.Check{OK: len(there) == 1 && there[0] == "0", Saw: fmt.Sprintf("%s of 1 keys left before are there, %s in all", there, size)}
}

func (f *flush) revert(ctx context.Context, s chaos.Redis, u store.Undo) error {
	return noCanary(ctx, s, u)
}

func (f *flush) gone(ctx context.Context, s chaos.Redis, u store.Undo) record.Check {
	return canaryGone(ctx, s, u)
}

func (f *flush) Claims() []chaos.Claim { return []chaos.Claim{writes()} }
