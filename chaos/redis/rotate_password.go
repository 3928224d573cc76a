package redis

import (
	"context"
	"errors"

	"firedrill/chaos"
	"firedrill/chaos/store"
	"firedrill/internal/record"
)

var passwordKind = chaos.Kind{
	Name:    "redis.rotate-password",
	Family:  "redis",
	Summary: "change the password of Redis without telling the app",
	Manual: "Redis gets a password that nobody knows, and its clients are disconnected, so that the app has to log in again and fails. With " +
		"recycle: false connections stay, and only new ones fail. For the revert there is a user \"" + chaos.SpareUser + "\" with the old " +
		"password meanwhile, so that the password need not be written anywhere. A restart of Redis also ends it.",
	Acts:    chaos.InLab,
	Ports:   []chaos.Port{chaos.PortRedis},
	Within:  store.ProofTime,
	Example: chaos.Example{On: chaos.InRedis},
	New:     func() chaos.Fault { return fault{&password{}} },
}

// password changes the password.
type password struct {
	On      string `param:"on" required:"true" doc:"the cache, redis"`
	Recycle bool   `param:"recycle" default:"true" doc:"whether open connections are closed"`
}

func (f *password) Validate() []chaos.Problem { return store.CheckNames(f.On, chaos.InRedis) }

// spareUser reports whether the user for the revert exists.
func spareUser(ctx context.Context, s chaos.Redis) (bool, error) {
	about, err := run(ctx, s, "ACL", "GETUSER", chaos.SpareUser)
	return len(about) > 0, err
}

func (f *password) look(ctx context.Context, s chaos.Redis, _ *store.Undo) error {
	there, err := spareUser(ctx, s)
	if err == nil && there {
		err = errors.New("the password was changed already")
	}
	return err
}

func (f *password) inject(ctx context.Context, s chaos.Redis, _ store.Undo) error {
	commands := [][]string{
		{"ACL", "SETUSER", chaos.SpareUser, "on", ">" + chaos.LabPassword, "~*", "&*", "+@all"},
		{"CONFIG", "SET", "requirepass", chaos.RandomPassword},
	}
	if f.Recycle {
		commands = append(commands, []string{"CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes"})
	}
	return runAll(ctx, s, commands...)
}

func (f *password) prove(ctx context.Context, s chaos.Redis, _ store.Undo) chaos.Proof {
	_, err := run(ctx, s, "AUTH", chaos.LabPassword)
	p := chaos.Proof{Mechanism: record.Check{OK: chaos.Refusal(err) == "WRONGPASS", Saw: "Redis has the lab's password"}}
	if err != nil {
		p.Mechanism.Saw = "AUTH with the lab's password: " + err.Error()
	}
	p.Effect = refusedWith(ctx, s, fresh(0, "PING"), "WRONGPASS", "NOAUTH")
	return p
}

func (f *password) revert(ctx context.Context, s chaos.Redis, _ store.Undo) error {
	return runAll(ctx, s, []string{"CONFIG", "SET", "requirepass", chaos.LabPassword}, []string{"ACL", "DELUSER", chaos.SpareUser})
}

func (f *password) gone(ctx context.Context, s chaos.Redis, _ store.Undo) record.Check {
	there, err := spareUser(ctx, s)
	if err != nil {
		return record.Check{Saw: err.Error()}
	}
	if there {
		return record.Check{Saw: "the user for the way back is there"}
	}
	return record.Check{OK: true, Saw: "Redis has the lab's password"}
}

func (f *password) noted() string { return "secret redis password rotated" }

// Acts checks for the user for the revert, who exists while the password is changed.
func (f *password) Acts(ctx context.Context, t *chaos.Target, undo chaos.Undo) (record.Check, error) {
	return acts(t, undo, func(s chaos.Redis, _ store.Undo) (record.Check, error) {
		there, err := spareUser(ctx, s)
		return record.Check{OK: there, Saw: "Redis has the lab's password"}, err
	})
}

func (f *password) Claims() []chaos.Claim { return chaos.Exclusive("the password of Redis") }
