package chaos

import (
	"context"
	"errors"

	"firedrill/internal/record"
)

var redisPasswordKind = Kind{
	Name:    "redis.rotate-password",
	Family:  "redis",
	Summary: "change the password of Redis, and do not tell the app",
	Manual: "Redis gets a password that nobody knows, and its clients are disconnected, so that the app has to log in again and fails. With " +
		"recycle: false connections live on, and only new ones fail. For the way back there is a user \"" + SpareUser + "\" with the old " +
		"password meanwhile, so that it need not be written down. A restart of Redis takes it back too.",
	Acts:    InLab,
	Within:  storeProofTime,
	Example: Example{On: InRedis},
	New: func() Fault {
		f := &redisPassword{}
		f.onRedis = onRedis{noted: "secret redis password rotated", look: f.look, inject: f.rotate, prove: f.shown, revert: f.restore, gone: f.restored}
		return f
	},
}

// redisPassword changes the password.
type redisPassword struct {
	onRedis
	On      string `param:"on" required:"true" doc:"the cache, redis"`
	Recycle bool   `param:"recycle" default:"true" doc:"whether connections that are open are ended"`
}

func (f *redisPassword) Validate() []Problem { return checkNames(f.On, InRedis) }

// spareUser says whether the user for the way back is there.
func spareUser(ctx context.Context, s Stores) (bool, error) {
	about, err := run(ctx, s, "ACL", "GETUSER", SpareUser)
	return len(about) > 0, err
}

func (f *redisPassword) look(ctx context.Context, s Stores, _ *storeUndo) error {
	there, err := spareUser(ctx, s)
	if err == nil && there {
		err = errors.New("the password was changed already")
	}
	return err
}

func (f *redisPassword) rotate(ctx context.Context, s Stores, _ storeUndo) error {
	commands := [][]string{
		{"ACL", "SETUSER", SpareUser, "on", ">" + LabPassword, "~*", "&*", "+@all"},
		{"CONFIG", "SET", "requirepass", RandomPassword},
	}
	if f.Recycle {
		commands = append(commands, []string{"CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes"})
	}
	return runAll(ctx, s, commands...)
}

func (f *redisPassword) shown(ctx context.Context, s Stores, _ storeUndo) Proof {
	_, err := run(ctx, s, "AUTH", LabPassword)
	p := Proof{Mechanism: record.Check{OK: refusal(err) == "WRONGPASS", Saw: "Redis has the lab's password"}}
	if err != nil {
		p.Mechanism.Saw = "AUTH with the lab's password: " + err.Error()
	}
	p.Effect = refusedWith(ctx, s, fresh(0, "PING"), "WRONGPASS", "NOAUTH")
	return p
}

func (f *redisPassword) restore(ctx context.Context, s Stores, _ storeUndo) error {
	return runAll(ctx, s, []string{"CONFIG", "SET", "requirepass", LabPassword}, []string{"ACL", "DELUSER", SpareUser})
}

func (f *redisPassword) restored(ctx context.Context, s Stores, _ storeUndo) record.Check {
	there, err := spareUser(ctx, s)
	if err != nil {
		return record.Check{Saw: err.Error()}
	}
	if there {
		return record.Check{Saw: "the user for the way back is there"}
	}
	return record.Check{OK: true, Saw: "Redis has the lab's password"}
}
