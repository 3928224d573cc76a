package chaos

import (
	"context"
	"fmt"
	"strings"

	"firedrill/internal/record"
)

var redisExpireKind = Kind{
	Name:    "redis.expire",
	Family:  "redis",
	Summary: "let all keys of a pattern expire at the same moment, once",
	Manual: "Every key that fits the pattern expires within a millisecond: a cache whose entries were all made at once does the same. " +
		"Nothing acts from then on, and nothing is put back: those who ask fill the cache again. * stands for anything, ? for one character.",
	Acts:    InLab,
	Within:  storeProofTime,
	Once:    true,
	Example: Example{On: InRedis, Params: map[string]string{"pattern": "product:*"}},
	New: func() Fault {
		f := &redisExpire{}
		f.onRedis = onRedis{look: f.count, inject: f.expire, prove: f.shown, revert: f.noCanary, gone: f.canaryGone}
		return f
	},
}

// redisExpire lets keys expire.
type redisExpire struct {
	onRedis
	On      string `param:"on" required:"true" doc:"the cache, redis"`
	Pattern string `param:"pattern" required:"true" doc:"which keys, such as product:*"`
}

func (f *redisExpire) Validate() []Problem {
	problems := checkNames(f.On, InRedis)
	if f.Pattern != "" && (strings.ContainsAny(f.Pattern, `[]\`) || !strings.Contains(f.Pattern, "*")) {
		problems = append(problems, Problem{"pattern", fmt.Sprintf(`"pattern" is %q, which is no simple pattern`, f.Pattern), "such as product:*, with * and ? alone"})
	}
	return problems
}

func (f *redisExpire) count(ctx context.Context, s Stores, u *storeUndo) error {
	n, err := calls(ctx, s, "pexpire")
	u.Was["calls"] = fmt.Sprint(n)
	return err
}

// canary fits the pattern.
func (f *redisExpire) canary(u storeUndo) string {
	return strings.ReplaceAll(strings.Replace(strings.ReplaceAll(f.Pattern, "?", "x"), "*", u.Tag, 1), "*", "")
}

const expireScript = `local c, n = '0', 0
repeat
	local r = redis.call('SCAN', c, 'MATCH', ARGV[1], 'COUNT', 1000)
	for _, k in ipairs(r[2]) do n = n + redis.call('PEXPIRE', k, 1) end
	c = r[1]
until c == '0'
return n`

func (f *redisExpire) expire(ctx context.Context, s Stores, u storeUndo) error {
	return runAll(ctx, s, []string{"SET", f.canary(u), "1", "EX", "60"}, []string{"EVAL", expireScript, "0", f.Pattern})
}

func (f *redisExpire) shown(ctx context.Context, s Stores, u storeUndo) Proof {
	n, err := calls(ctx, s, "pexpire")
	if err != nil {
		return unproven(err)
	}
	return Proof{Effect: f.canaryGone(ctx, s, u),
		Mechanism: record.Check{OK: fmt.Sprint(n) != u.Was["calls"], Saw: fmt.Sprintf("PEXPIRE was called for %d keys, before %s", n, u.Was["calls"])}}
}

func (f *redisExpire) noCanary(ctx context.Context, s Stores, u storeUndo) error {
	return runAll(ctx, s, []string{"DEL", f.canary(u)})
}

func (f *redisExpire) canaryGone(ctx context.Context, s Stores, u storeUndo) record.Check {
	there, err := run(ctx, s, "EXISTS", f.canary(u))
	if err != nil {
		return record.Check{Saw: err.Error()}
	}
	return record.Check{OK: len(there) == 1 && there[0] == "0", Saw: fmt.Sprintf("%s of 1 keys of the pattern that was left before is there", there)}
}
