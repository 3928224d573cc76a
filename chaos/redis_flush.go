package chaos

import (
	"context"
	"fmt"

	"firedrill/internal/record"
)

var redisFlushKind = Kind{
	Name:    "redis.flush",
	Family:  "redis",
	Summary: "throw the whole cache away, once",
	Manual: "FLUSHALL, once. Nothing acts from then on: there is no mechanism to take back, and the cache is not filled again but by " +
		"those who ask for something. What users feel is the load that their misses put on the database.",
	Acts:    InLab,
	Within:  storeProofTime,
	Once:    true,
	Example: Example{On: InRedis},
	New: func() Fault {
		f := &redisFlush{}
		f.onRedis = onRedis{look: f.count, inject: f.flush, prove: f.shown, revert: noCanary, gone: canaryGone}
		return f
	},
}

// redisFlush empties the cache.
type redisFlush struct {
	onRedis
	On string `param:"on" required:"true" doc:"the cache, redis"`
}

func (f *redisFlush) Validate() []Problem { return checkNames(f.On, InRedis) }

func (f *redisFlush) count(ctx context.Context, s Stores, u *storeUndo) error {
	n, err := calls(ctx, s, "flushall")
	u.Was["calls"] = fmt.Sprint(n)
	return err
}

// canary is a key of ours among the users', which shares their fate.
func canary(u storeUndo) string { return u.Tag }

// flush leaves the canary first.
func (f *redisFlush) flush(ctx context.Context, s Stores, u storeUndo) error {
	return runAll(ctx, s, []string{"SET", canary(u), "1", "EX", "60"}, []string{"FLUSHALL"})
}

func (f *redisFlush) shown(ctx context.Context, s Stores, u storeUndo) Proof {
	n, err := calls(ctx, s, "flushall")
	if err != nil {
		return unproven(err)
	}
	p := Proof{Mechanism: record.Check{OK: fmt.Sprint(n) != u.Was["calls"], Saw: fmt.Sprintf("FLUSHALL was called %d times, before %s", n, u.Was["calls"])}}
	p.Effect = canaryGone(ctx, s, u)
	return p
}

func noCanary(ctx context.Context, s Stores, u storeUndo) error {
	return runAll(ctx, s, []string{"DEL", canary(u)})
}

// canaryGone looks for the key that was left among the users'.
func canaryGone(ctx context.Context, s Stores, u storeUndo) record.Check {
	there, err := s.Redis(ctx, Command{Words: []string{"EXISTS", canary(u)}})
	if err != nil {
		return record.Check{Saw: err.Error()}
	}
	size, err := run(ctx, s, "DBSIZE")
	if err != nil {
		return record.Check{Saw: err.Error()}
	}
	return record.Check{OK: len(there) == 1 && there[0] == "0", Saw: fmt.Sprintf("%s of 1 keys left before are there, %s in all", there, size)}
}
