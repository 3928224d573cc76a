package redis

import (
	"context"
	"fmt"
	"time"

	"firedrill/chaos"
	"firedrill/chaos/store"
	"firedrill/internal/record"
)

var pauseKind = chaos.Kind{
	Name:    "redis.pause",
	Family:  "redis",
	Summary: "pause Redis for all clients, again and again",
	Manual: "CLIENT PAUSE for a while, and again as soon as it is over and queued commands are answered. Connections stay open " +
		"and new ones are accepted, but nothing is answered meanwhile. Redis ends each pause by itself: after the agent's " +
		"death the current one is the last.",
	Acts:    chaos.InLab,
	Ports:   []chaos.Port{chaos.PortRedis},
	Held:    true,
	Within:  store.ProofTime,
	Example: chaos.Example{On: chaos.InRedis, Params: map[string]string{"each": "1s"}},
	New:     func() chaos.Fault { return fault{&pause{}} },
}

// pause pauses all clients.
type pause struct {
	On       string        `param:"on" required:"true" doc:"the cache, redis"`
	Each     time.Duration `param:"each" default:"4s" min:"200ms" max:"8s" doc:"how long each pause lasts"`
	Stubborn bool          `param:"stubborn" default:"true" doc:"whether the fault's sessions are reopened when someone ends them"`
}

func (f *pause) Validate() []chaos.Problem { return store.CheckNames(f.On, chaos.InRedis) }

func (f *pause) inject(ctx context.Context, s chaos.Redis, u store.Undo) error {
	return store.OpenSessions(ctx, s, chaos.Hold{Name: u.Tag, Store: chaos.InRedis, Sessions: 1, Once: !f.Stubborn, Every: f.Each + 10*time.Millisecond,
		Tick: []string{"CLIENT", "PAUSE", fmt.Sprint(f.Each.Milliseconds()), "ALL"}}, noRoom)
}

// noRoom is for a hold that needs no room made.
func noRoom() error { return nil }

func (f *pause) prove(ctx context.Context, s chaos.Redis, u store.Undo) chaos.Proof {
	held, err := s.Held(ctx, u.Tag)
	if err != nil {
		return unproven(err)
	}
	return chaos.Proof{
		Mechanism: record.Check{OK: held.Ticks > 0, Saw: fmt.Sprintf("Redis took CLIENT PAUSE %d ALL %d times %s", f.Each.Milliseconds(), held.Ticks, held.Err)},
		Effect:    refusedWith(ctx, s, fresh(f.Each/3, "PING"), chaos.CodeTimeout),
	}
}

// released closes a hold, and waits until Redis answers.
func released(ctx context.Context, s chaos.Redis, u store.Undo) error {
	if err := s.Release(ctx, u.Tag); err != nil {
		return err
	}
	_, err := s.Do(ctx, chaos.Command{Words: []string{"PING"}, Within: 10 * time.Second})
	return err
}

func (f *pause) revert(ctx context.Context, s chaos.Redis, u store.Undo) error {
	return released(ctx, s, u)
}

func (f *pause) gone(ctx context.Context, s chaos.Redis, u store.Undo) record.Check {
	return noClients(ctx, s, u)
}

// Acts checks for the session that pauses Redis.
func (f *pause) Acts(ctx context.Context, t *chaos.Target, undo chaos.Undo) (record.Check, error) {
	return acts(t, undo, func(s chaos.Redis, u store.Undo) (record.Check, error) {
		return store.HeldBy(ctx, s, u.Tag, !f.Stubborn)
	})
}
