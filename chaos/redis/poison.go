package redis

import (
	"context"
	"fmt"

	"firedrill/chaos"
	"firedrill/chaos/store"
	"firedrill/internal/record"
)

var poisonKind = chaos.Kind{
	Name:    "redis.poison",
	Family:  "redis",
	Summary: "replace the value of a key by one that its readers cannot read",
	Manual: "A value of another type, or an invalid text, replaces the value of one key, without an expiry. Reads of that key " +
		"fail; the database is healthy. The cached value is not restored: the next read caches it again. A write to the " +
		"key also ends the fault.",
	Acts:    chaos.InLab,
	Ports:   []chaos.Port{chaos.PortRedis},
	Within:  store.ProofTime,
	Once:    true,
	Example: chaos.Example{On: chaos.InRedis, Params: map[string]string{"key": "product:1"}},
	New:     func() chaos.Fault { return fault{&poison{}} },
}

// poison replaces the value of a key by an unreadable one.
type poison struct {
	On  string `param:"on" required:"true" doc:"the cache, redis"`
	Key string `param:"key" required:"true" doc:"the key, such as product:1 or page:1"`
	As  string `param:"as" default:"wrong-type" enum:"wrong-type,junk" doc:"the new value: a list, or an invalid text"`
}

func (f *poison) Validate() []chaos.Problem { return store.CheckNames(f.On, chaos.InRedis) }

// poisonScript writes the tag to a key, in one step, as a list or a text.
const poisonScript = `redis.call('DEL', KEYS[1])
redis.call(ARGV[2], KEYS[1], ARGV[1])
return 1`

// oursScript returns what of ours a key contains, and deletes it if asked to.
const oursScript = `local t = redis.call('TYPE', KEYS[1]).ok
local v = ''
if t == 'list' then v = redis.call('LINDEX', KEYS[1], 0) elseif t == 'string' then v = redis.call('GET', KEYS[1]) end
if v ~= ARGV[1] then return 'another, ' .. t end
if ARGV[2] == 'del' then redis.call('DEL', KEYS[1]) end
return t`

func (f *poison) inject(ctx context.Context, s chaos.Redis, u store.Undo) error {
	write := map[string]string{"wrong-type": "RPUSH", "junk": "SET"}[f.As]
	return runAll(ctx, s, []string{"EVAL", poisonScript, "1", f.Key, u.Tag, write})
}

// ours returns the type of our value under the key.
func (f *poison) ours(ctx context.Context, s chaos.Redis, u store.Undo, then string) (string, error) {
	out, err := run(ctx, s, "EVAL", oursScript, "1", f.Key, u.Tag, then)
	if err == nil && len(out) != 1 {
		err = fmt.Errorf("redis answers %q", out)
	}
	if err != nil {
		return "", err
	}
	return out[0], nil
}

func (f *poison) prove(ctx context.Context, s chaos.Redis, u store.Undo) chaos.Proof {
	kind, err := f.ours(ctx, s, u, "look")
	if err != nil {
		return unproven(err)
	}
	p := chaos.Proof{Mechanism: record.Check{OK: kind == "list" || kind == "string", Saw: fmt.Sprintf("%s holds: %s", f.Key, kind)}}
	if f.As == "wrong-type" {
		p.Effect = refusedWith(ctx, s, fresh(0, "GET", f.Key), "WRONGTYPE")
		return p
	}
	got, err := s.Do(ctx, fresh(0, "GET", f.Key))
	if err != nil {
		return unproven(err)
	}
	p.Effect = record.Check{OK: len(got) == 1 && got[0] == u.Tag, Saw: fmt.Sprintf("a new client's GET brings %q, which is no entry", got)}
	return p
}

func (f *poison) revert(ctx context.Context, s chaos.Redis, u store.Undo) error {
	_, err := f.ours(ctx, s, u, "del")
	return err
}

func (f *poison) gone(ctx context.Context, s chaos.Redis, u store.Undo) record.Check {
	kind, err := f.ours(ctx, s, u, "look")
	if err != nil {
		return record.Check{Saw: err.Error()}
	}
	return record.Check{OK: kind != "list" && kind != "string", Saw: fmt.Sprintf("%s holds: %s", f.Key, kind)}
}

func (f *poison) Claims() []chaos.Claim {
	return append(chaos.Exclusive("key %q of Redis", f.Key), writes())
}
