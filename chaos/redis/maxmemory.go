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

var memoryKind = chaos.Kind{
	Name:    "redis.maxmemory",
	Family:  "redis",
	Summary: "make Redis full, without eviction",
	Manual: "Sets maxmemory to a part of the memory in use, and maxmemory-policy to noeviction: existing entries are served, " +
		"nothing can be added. The hit rate falls as entries expire. A restart of Redis also ends it.",
	Acts:    chaos.InLab,
	Ports:   []chaos.Port{chaos.PortRedis},
	Within:  store.ProofTime,
	Example: chaos.Example{On: chaos.InRedis},
	New:     func() chaos.Fault { return fault{&memory{}} },
}

// memory limits the memory of Redis.
type memory struct {
	On      string `param:"on" required:"true" doc:"the cache, redis"`
	Percent int    `param:"percent" default:"50" min:"1" max:"95" doc:"the limit, in percent of what is in use"`
}

func (f *memory) Validate() []chaos.Problem { return store.CheckNames(f.On, chaos.InRedis) }

const (
	maxMemory       = "maxmemory"
	maxMemoryPolicy = "maxmemory-policy"
)

func (f *memory) look(ctx context.Context, s chaos.Redis, u *store.Undo) (err error) {
	var limitErr, policyErr error
	u.Was[maxMemory], limitErr = setting(ctx, s, maxMemory)
	u.Was[maxMemoryPolicy], policyErr = setting(ctx, s, maxMemoryPolicy)
	info, err := run(ctx, s, "INFO", "memory")
	if err = errors.Join(err, limitErr, policyErr); err != nil {
		return err
	}
	used := usedMemory(strings.Join(info, ""))
	if used == 0 {
		return errors.New("redis does not tell how much memory is in use")
	}
	var limit int
	if _, err := fmt.Sscan(u.Was[maxMemory], &limit); err != nil {
		return err
	}
	if limit > 0 && used > limit {
		return fmt.Errorf("redis uses more than its maxmemory of %d already", limit)
	}
	u.Was["to"] = fmt.Sprint(used * f.Percent / 100)
	return nil
}

// usedMemory returns how many bytes are in use.
func usedMemory(info string) (n int) {
	if _, rest, ok := strings.Cut(info, "used_memory:"); ok {
		_, _ = fmt.Sscan(rest, &n) // 0 says that it could not be read
	}
	return n
}

func (f *memory) inject(ctx context.Context, s chaos.Redis, u store.Undo) error {
	return runAll(ctx, s, []string{"CONFIG", "SET", maxMemoryPolicy, "noeviction"}, []string{"CONFIG", "SET", maxMemory, u.Was["to"]})
}

func (f *memory) prove(ctx context.Context, s chaos.Redis, u store.Undo) chaos.Proof {
	limit, err := setting(ctx, s, maxMemory)
	policy, policyErr := setting(ctx, s, maxMemoryPolicy)
	if err = errors.Join(err, policyErr); err != nil {
		return unproven(err)
	}
	return chaos.Proof{
		Mechanism: record.Check{OK: limit == u.Was["to"] && policy == "noeviction", Saw: fmt.Sprintf("maxmemory is %s with %s", limit, policy)},
		Effect:    refusedWith(ctx, s, fresh(0, "SET", u.Tag, "1", "PX", "50"), "OOM"),
	}
}

func (f *memory) revert(ctx context.Context, s chaos.Redis, u store.Undo) error {
	return runAll(ctx, s, []string{"CONFIG", "SET", maxMemory, u.Was[maxMemory]}, []string{"CONFIG", "SET", maxMemoryPolicy, u.Was[maxMemoryPolicy]})
}

func (f *memory) gone(ctx context.Context, s chaos.Redis, u store.Undo) record.Check {
	limit, err := setting(ctx, s, maxMemory)
	policy, policyErr := setting(ctx, s, maxMemoryPolicy)
	if err = errors.Join(err, policyErr); err != nil {
		return record.Check{Saw: err.Error()}
	}
	if _, err := s.Do(ctx, fresh(0, "SET", u.Tag, "1", "PX", "50")); err != nil {
		return record.Check{Saw: "a new client's SET meets: " + err.Error()}
	}
	return record.Check{OK: limit == u.Was[maxMemory] && policy == u.Was[maxMemoryPolicy], Saw: fmt.Sprintf("maxmemory is %s with %s", limit, policy)}
}

func (f *memory) noted() string { return "config redis changed" }

// Acts checks the limit.
func (f *memory) Acts(ctx context.Context, t *chaos.Target, undo chaos.Undo) (record.Check, error) {
	return acts(t, undo, func(s chaos.Redis, u store.Undo) (record.Check, error) {
		now, err := setting(ctx, s, maxMemory)
		return record.Check{OK: now == u.Was["to"], Saw: "maxmemory is " + now}, err
	})
}

func (f *memory) Claims() []chaos.Claim {
	return append(chaos.Exclusive("maxmemory of Redis"), writes())
}
