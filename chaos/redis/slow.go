package redis

import (
	"context"
	"fmt"
	"strings"
	"time"

	"firedrill/chaos"
	"firedrill/chaos/store"
	"firedrill/internal/record"
)

var slowKind = chaos.Kind{
	Name:    "redis.slow",
	Family:  "redis",
	Summary: "keep Redis busy with slow commands",
	Manual: "One client runs a script that takes that long, one run after another. Redis runs one command at a time, so " +
		"everyone else waits for the current run: up to the delay, half of it on average, for each round trip. It uses one " +
		"CPU. SLOWLOG and CLIENT LIST show the client. Each run is bounded, so that after the agent's death the current " +
		"one is the last.",
	Acts:    chaos.InLab,
	Ports:   []chaos.Port{chaos.PortRedis},
	Held:    true,
	Within:  store.ProofTime,
	Example: chaos.Example{On: chaos.InRedis, Params: map[string]string{"delay": "100ms"}},
	New:     func() chaos.Fault { return fault{&slow{}} },
}

// slow keeps Redis busy.
type slow struct {
	On       string        `param:"on" required:"true" doc:"the cache, redis"`
	Delay    time.Duration `param:"delay" default:"100ms" min:"20ms" max:"2s" doc:"how long each command takes"`
	Stubborn bool          `param:"stubborn" default:"true" doc:"whether the fault's sessions are reopened when someone ends them"`
}

func (f *slow) Validate() []chaos.Problem { return store.CheckNames(f.On, chaos.InRedis) }

// busyScript runs for a given time. If the clock is frozen during a script, the number of rounds ends it.
const busyScript = `local function now() local t = redis.call('TIME') return t[1] * 1000000 + t[2] end
local till = now() + ARGV[1]
for i = 1, 2 * ARGV[1] do if now() >= till then break end end
return 0`

func (f *slow) inject(ctx context.Context, s chaos.Redis, u store.Undo) error {
	return store.OpenSessions(ctx, s, chaos.Hold{Name: u.Tag, Store: chaos.InRedis, Sessions: 1, Once: !f.Stubborn, Every: time.Millisecond,
		Tick: []string{"EVAL", busyScript, "0", fmt.Sprint(f.Delay.Microseconds())}}, noRoom)
}

func (f *slow) prove(ctx context.Context, s chaos.Redis, u store.Undo) chaos.Proof {
	_, list, err := clientsNamed(ctx, s, u.Tag)
	if err != nil {
		return unproven(err)
	}
	busy := false
	for line := range strings.Lines(list) {
		busy = busy || strings.Contains(line, " name="+u.Tag+" ") && strings.Contains(line, " cmd=eval ")
	}
	held, err := s.Held(ctx, u.Tag)
	if err != nil {
		return unproven(err)
	}
	return chaos.Proof{
		Mechanism: record.Check{OK: busy && held.Ticks > 0, Saw: fmt.Sprintf("a client of ours ran %d scripts of %s %s", held.Ticks, f.Delay, held.Err)},
		Effect:    refusedWith(ctx, s, fresh(f.Delay/2, "PING"), chaos.CodeTimeout),
	}
}

func (f *slow) revert(ctx context.Context, s chaos.Redis, u store.Undo) error {
	return released(ctx, s, u)
}

func (f *slow) gone(ctx context.Context, s chaos.Redis, u store.Undo) record.Check {
	return noClients(ctx, s, u)
}

// Acts checks for the session that keeps Redis busy.
func (f *slow) Acts(ctx context.Context, t *chaos.Target, undo chaos.Undo) (record.Check, error) {
	return acts(t, undo, func(s chaos.Redis, u store.Undo) (record.Check, error) {
		return store.HeldBy(ctx, s, u.Tag, !f.Stubborn)
	})
}
