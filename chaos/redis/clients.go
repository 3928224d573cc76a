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

// fewClients is the limit that redis.clients sets: enough for a lab, and quickly used up.
const fewClients = 64

var clientsKind = chaos.Kind{
	Name:    "redis.clients",
	Family:  "redis",
	Summary: "use up the connections of Redis",
	Manual: "Opens connections of ours, except those to leave, sets maxclients to 64, which they use up, and closes the app's " +
		"connections. When the app reconnects, the maximum number of clients is reached. If the agent dies the connections " +
		"are free, and the watchdog resets the limit.",
	Acts:    chaos.InLab,
	Ports:   []chaos.Port{chaos.PortRedis},
	Within:  store.ProofTime,
	Example: chaos.Example{On: chaos.InRedis, Params: map[string]string{"leave": "1"}},
	New:     func() chaos.Fault { return fault{&clients{}} },
}

// clients uses up the connections of Redis.
type clients struct {
	On       string `param:"on" required:"true" doc:"the cache, redis"`
	Leave    int    `param:"leave" default:"0" min:"0" max:"30" doc:"how many connections are left to the app"`
	Stubborn bool   `param:"stubborn" default:"true" doc:"whether the fault's sessions are reopened when someone ends them"`
}

func (f *clients) Validate() []chaos.Problem { return store.CheckNames(f.On, chaos.InRedis) }

// look counts the connections of agents, which stay.
func (f *clients) look(ctx context.Context, s chaos.Redis, u *store.Undo) (err error) {
	if u.Was["maxclients"], err = setting(ctx, s, "maxclients"); err != nil {
		return err
	}
	if u.Was["maxclients"] == fmt.Sprint(fewClients) {
		return fmt.Errorf("maxclients is %d already", fewClients)
	}
	agents, _, err := clientsNamed(ctx, s, chaos.SessionName)
	u.Was["take"] = fmt.Sprint(fewClients - agents - f.Leave)
	return err
}

// inject opens our connections while there are enough for all. Only then it sets the limit and ends the others, because the app
// could win a race for connections.
func (f *clients) inject(ctx context.Context, s chaos.Redis, u store.Undo) error {
	h := chaos.Hold{Name: u.Tag, Store: chaos.InRedis, Sessions: toTake(u), Once: !f.Stubborn}
	if err := store.OpenSessions(ctx, s, h, func() error { return nil }); err != nil {
		return err
	}
	if err := runAll(ctx, s, []string{"CONFIG", "SET", "maxclients", fmt.Sprint(fewClients)}); err != nil {
		return err
	}
	return f.evict(ctx, s)
}

func toTake(u store.Undo) (n int) {
	_, _ = fmt.Sscan(u.Was["take"], &n) // 0 can't be held, which says so
	return n
}

// evict ends the connections of others, except those that are left to them.
func (f *clients) evict(ctx context.Context, s chaos.Redis) error {
	_, list, err := clientsNamed(ctx, s, "")
	for i, id := range strangers(list) {
		if i < f.Leave {
			continue
		}
		if _, killed := run(ctx, s, "CLIENT", "KILL", "ID", id); killed != nil {
			err = errors.Join(err, killed)
		}
	}
	return err
}

func (f *clients) prove(ctx context.Context, s chaos.Redis, u store.Undo) chaos.Proof {
	n, _, err := clientsNamed(ctx, s, u.Tag)
	limit, limitErr := setting(ctx, s, "maxclients")
	if err = errors.Join(err, limitErr); err != nil {
		return unproven(err)
	}
	p := chaos.Proof{Mechanism: record.Check{OK: n >= toTake(u), Saw: fmt.Sprintf("%d clients of ours, maxclients %s", n, limit)}}
	in, err := s.Login(ctx, chaos.Logins{Store: chaos.InRedis, Count: f.Leave + 1})
	p.Effect = record.Check{Saw: fmt.Sprintf("%d of %d new clients get in", in, f.Leave+1)}
	if err != nil {
		p.Effect.OK = strings.Contains(err.Error(), "max number of clients") || chaos.Refusal(err) == chaos.CodeUnreachable
		p.Effect.Saw += ", the next meets: " + err.Error()
	}
	return p
}

func (f *clients) revert(ctx context.Context, s chaos.Redis, u store.Undo) error {
	return errors.Join(s.Release(ctx, u.Tag), runAll(ctx, s, []string{"CONFIG", "SET", "maxclients", u.Was["maxclients"]}))
}

func (f *clients) gone(ctx context.Context, s chaos.Redis, u store.Undo) record.Check {
	if c := noClients(ctx, s, u); !c.OK {
		return c
	}
	limit, err := setting(ctx, s, "maxclients")
	if err != nil {
		return record.Check{Saw: err.Error()}
	}
	return record.Check{OK: limit == u.Was["maxclients"], Saw: "maxclients is " + limit}
}

// Acts checks for the sessions that use up the connections.
func (f *clients) Acts(ctx context.Context, t *chaos.Target, undo chaos.Undo) (record.Check, error) {
	return acts(t, undo, func(s chaos.Redis, u store.Undo) (record.Check, error) {
		return store.HeldBy(ctx, s, u.Tag, !f.Stubborn)
	})
}

func (f *clients) Claims() []chaos.Claim { return chaos.Exclusive("maxclients of Redis") }
