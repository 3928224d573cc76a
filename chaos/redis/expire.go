package redis

import (
	"context"
	"fmt"
	"strings"

	"firedrill/chaos"
	"firedrill/chaos/store"
	"firedrill/internal/record"
)

var expireKind = chaos.Kind{
	Name:    "redis.expire",
	Family:  "redis",
	Summary: "expire all keys of a pattern at the same moment, once",
	Manual: "Every key that matches the pattern expires within a millisecond, as in a cache whose entries were all created at " +
		"once. Nothing stays in force, and nothing is restored: requests fill the cache again. * matches anything, ? one " +
		"character.",
	Acts:    chaos.InLab,
	Ports:   []chaos.Port{chaos.PortRedis},
	Within:  store.ProofTime,
	Once:    true,
	Example: chaos.Example{On: chaos.InRedis, Params: map[string]string{"pattern": "product:*"}},
	New:     func() chaos.Fault { return fault{&expire{}} },
}

// expire lets keys expire.
type expire struct {
	On      string `param:"on" required:"true" doc:"the cache, redis"`
	Pattern string `param:"pattern" required:"true" doc:"which keys, such as product:*"`
}

func (f *expire) Validate() []chaos.Problem {
	problems := store.CheckNames(f.On, chaos.InRedis)
	if f.Pattern != "" && (strings.ContainsAny(f.Pattern, `[]\`) || !strings.Contains(f.Pattern, "*")) {
		problems = append(problems, chaos.Problem{Param: "pattern", Message: fmt.Sprintf(`"pattern" is %q, which is no simple pattern`, f.Pattern), Hint: "such as product:*, with * and ? alone"})
	}
	return problems
}

func (f *expire) look(ctx context.Context, s chaos.Redis, u *store.Undo) error {
	n, err := calls(ctx, s, "pexpire")
	u.Was["calls"] = fmt.Sprint(n)
	return err
}

// canary is a key that matches the pattern.
func (f *expire) canary(u store.Undo) string {
	return strings.ReplaceAll(strings.Replace(strings.ReplaceAll(f.Pattern, "?", "x"), "*", u.Tag, 1), "*", "")
}

const expireScript = `local c, n = '0', 0
repeat
	local r = redis.call('SCAN', c, 'MATCH', ARGV[1], 'COUNT', 1000)
	for _, k in ipairs(r[2]) do n = n + redis.call('PEXPIRE', k, 1) end
	c = r[1]
until c == '0'
return n`

func (f *expire) inject(ctx context.Context, s chaos.Redis, u store.Undo) error {
	return runAll(ctx, s, []string{"SET", f.canary(u), "1", "EX", "60"}, []string{"EVAL", expireScript, "0", f.Pattern})
}

func (f *expire) prove(ctx context.Context, s chaos.Redis, u store.Undo) chaos.Proof {
	n, err := calls(ctx, s, "pexpire")
	if err != nil {
		return unproven(err)
	}
	return chaos.Proof{Effect: f.gone(ctx, s, u),
		Mechanism: record.Check{OK: fmt.Sprint(n) != u.Was["calls"], Saw: fmt.Sprintf("PEXPIRE was called for %d keys, before %s", n, u.Was["calls"])}}
}

func (f *expire) revert(ctx context.Context, s chaos.Redis, u store.Undo) error {
	return runAll(ctx, s, []string{"DEL", f.canary(u)})
}

func (f *expire) gone(ctx context.Context, s chaos.Redis, u store.Undo) record.Check {
	there, err := run(ctx, s, "EXISTS", f.canary(u))
	if err != nil {
		return record.Check{Saw: err.Error()}
	}
	return record.Check{OK: len(there) == 1 && there[0] == "0", Saw: fmt.Sprintf("%s of 1 keys of the pattern that was left before is there", there)}
}

func (f *expire) Claims() []chaos.Claim { return []chaos.Claim{writes()} }
