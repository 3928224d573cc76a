package chaos

import (
	"context"
	"fmt"
	"time"

	"firedrill/internal/record"
)

var redisPauseKind = Kind{
	Name:    "redis.pause",
	Family:  "redis",
	Summary: "freeze Redis for all its clients, again and again",
	Manual: "CLIENT PAUSE for a while, and again as soon as it is over and what had queued up is answered. Connections stay open, new ones are " +
		"accepted, nothing is answered meanwhile. Redis ends each pause by itself: after the agent's death the one under way is the last.",
	Acts:    InLab,
	Held:    true,
	Within:  storeProofTime,
	Example: Example{On: InRedis, Params: map[string]string{"each": "1s"}},
	New: func() Fault {
		f := &redisPause{}
		f.onRedis = onRedis{inject: f.pause, prove: f.shown, revert: released, gone: noClients}
		return f
	},
}

// redisPause freezes clients.
type redisPause struct {
	onRedis
	On       string        `param:"on" required:"true" doc:"the cache, redis"`
	Each     time.Duration `param:"each" default:"4s" min:"200ms" max:"8s" doc:"how long each pause lasts"`
	Stubborn bool          `param:"stubborn" default:"true" doc:"whether a session of it that someone ends is opened anew"`
}

func (f *redisPause) Validate() []Problem { return checkNames(f.On, InRedis) }

func (f *redisPause) pause(ctx context.Context, s Stores, u storeUndo) error {
	return holdAll(ctx, s, Hold{Name: u.Tag, Store: InRedis, Sessions: 1, Once: !f.Stubborn, Every: f.Each + 10*time.Millisecond,
		Tick: []string{"CLIENT", "PAUSE", fmt.Sprint(f.Each.Milliseconds()), "ALL"}}, noRoom)
}

// noRoom is for a hold that needs none to be made.
func noRoom() error { return nil }

func (f *redisPause) shown(ctx context.Context, s Stores, u storeUndo) Proof {
	held, err := s.Held(ctx, u.Tag)
	if err != nil {
		return unproven(err)
	}
	return Proof{
		Mechanism: record.Check{OK: held.Ticks > 0, Saw: fmt.Sprintf("Redis took CLIENT PAUSE %d ALL %d times %s", f.Each.Milliseconds(), held.Ticks, held.Err)},
		Effect:    refusedWith(ctx, s, fresh(f.Each/3, "PING"), CodeTimeout),
	}
}

// released closes a hold, and waits until Redis answers.
func released(ctx context.Context, s Stores, u storeUndo) error {
	if err := s.Release(ctx, u.Tag); err != nil {
		return err
	}
	_, err := s.Redis(ctx, Command{Words: []string{"PING"}, Within: 10 * time.Second})
	return err
}
