// Package redis holds the faults that damage the cache from inside, by its own commands.
package redis

import (
	"context"
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"firedrill/chaos"
	"firedrill/chaos/store"
	"firedrill/internal/record"
)

// kind defines a kind of this family.
type kind interface {
	Validate() []chaos.Problem
	inject(ctx context.Context, r chaos.Redis, u store.Undo) error
	prove(ctx context.Context, r chaos.Redis, u store.Undo) chaos.Proof
	revert(ctx context.Context, r chaos.Redis, u store.Undo) error
	gone(ctx context.Context, r chaos.Redis, u store.Undo) record.Check
}

// looker is a kind that notes the state before it, and refuses what it cannot damage.
type looker interface {
	look(ctx context.Context, r chaos.Redis, u *store.Undo) error
}

// noter is a kind that has an entry in a change log.
type noter interface {
	noted() string
}

// fault damages Redis.
type fault struct{ kind }

// Parameters returns the struct of the kind.
func (f fault) Parameters() any { return f.kind }

// Plan reads the state. It also opens the agent's own connection, which stays whatever the fault does to others.
func (f fault) Plan(ctx context.Context, t *chaos.Target) (chaos.Undo, error) {
	u := store.Undo{Tag: chaos.NewTag(), Was: map[string]string{}}
	if _, err := t.Redis.Do(ctx, chaos.Command{Words: []string{"PING"}}); err != nil {
		return nil, err
	}
	if l, ok := f.kind.(looker); ok {
		if err := l.look(ctx, t.Redis, &u); err != nil {
			return nil, err
		}
	}
	return json.Marshal(u)
}

func readUndo(undo chaos.Undo) (store.Undo, error) {
	var u store.Undo
	if err := json.Unmarshal(undo, &u); err != nil {
		return u, fmt.Errorf("undo: %w", err)
	}
	return u, nil
}

// Inject applies the damage.
func (f fault) Inject(ctx context.Context, t *chaos.Target, undo chaos.Undo) error {
	u, err := readUndo(undo)
	if err != nil {
		return err
	}
	if err := f.inject(ctx, t.Redis, u); err != nil {
		return err
	}
	if n, ok := f.kind.(noter); ok {
		t.NoteChange(n.noted())
	}
	return nil
}

// Prove checks the mechanism and the effect.
func (f fault) Prove(ctx context.Context, t *chaos.Target, undo chaos.Undo) chaos.Proof {
	u, err := readUndo(undo)
	if err != nil {
		return chaos.Proof{Mechanism: record.Check{Saw: err.Error()}}
	}
	return f.prove(ctx, t.Redis, u)
}

// Revert removes the damage. It waits for a Redis that is starting.
func (f fault) Revert(ctx context.Context, t *chaos.Target, undo chaos.Undo) error {
	u, err := readUndo(undo)
	if err != nil {
		return err
	}
	return store.Patiently(ctx, func() error { return f.revert(ctx, t.Redis, u) })
}

// Gone checks that nothing is left, and that a new client is served.
func (f fault) Gone(ctx context.Context, t *chaos.Target, undo chaos.Undo) record.Check {
	u, err := readUndo(undo)
	if err != nil {
		return record.Check{Saw: err.Error()}
	}
	c := f.gone(ctx, t.Redis, u)
	if !c.OK {
		return c
	}
	begun := time.Now()
	if _, err := t.Redis.Do(ctx, fresh(time.Second, "PING")); err != nil {
		return record.Check{Saw: c.Saw + ", but a new client meets: " + err.Error()}
	}
	return record.Check{OK: true, Saw: fmt.Sprintf("%s; a new client is served after %s", c.Saw, time.Since(begun).Round(time.Millisecond))}
}

// run runs one command over the agent's own connection.
func run(ctx context.Context, s chaos.Redis, words ...string) ([]string, error) {
	return s.Do(ctx, chaos.Command{Words: words})
}

// runAll runs commands until one fails.
func runAll(ctx context.Context, s chaos.Redis, commands ...[]string) error {
	for _, words := range commands {
		if _, err := run(ctx, s, words...); err != nil {
			return fmt.Errorf("%s: %w", words[0], err)
		}
	}
	return nil
}

// fresh is a command on a new connection.
func fresh(within time.Duration, words ...string) chaos.Command {
	return chaos.Command{Words: words, Fresh: true, Within: within}
}

// refusedWith is the proof of effect that a new client's command fails with one of the codes.
func refusedWith(ctx context.Context, s chaos.Redis, c chaos.Command, codes ...string) record.Check {
	begun := time.Now()
	_, err := s.Do(ctx, c)
	took := time.Since(begun).Round(time.Millisecond)
	if err == nil {
		return record.Check{Saw: fmt.Sprintf("a new client's %s is served after %s", c.Words[0], took)}
	}
	return record.Check{OK: slices.Contains(codes, chaos.Refusal(err)), Saw: fmt.Sprintf("a new client's %s meets: %v after %s", c.Words[0], err, took)}
}

// setting returns one setting of the server.
func setting(ctx context.Context, s chaos.Redis, name string) (string, error) {
	pair, err := run(ctx, s, "CONFIG", "GET", name)
	if err == nil && len(pair) != 2 {
		err = fmt.Errorf("redis has no setting %q", name)
	}
	if err != nil {
		return "", err
	}
	return pair[1], nil
}

// calls returns how often a command was called since Redis started.
func calls(ctx context.Context, s chaos.Redis, command string) (n int, err error) {
	info, err := run(ctx, s, "INFO", "commandstats")
	if err != nil || len(info) == 0 {
		return 0, err
	}
	if _, rest, ok := strings.Cut(info[0], "cmdstat_"+command+":calls="); ok {
		_, err = fmt.Sscan(rest[:strings.IndexByte(rest, ',')], &n)
	}
	return n, err
}

// clientsNamed counts the connections of a hold, as the server sees them.
func clientsNamed(ctx context.Context, s chaos.Redis, name string) (n int, list string, err error) {
	out, err := run(ctx, s, "CLIENT", "LIST")
	if err != nil || len(out) == 0 {
		return 0, "", err
	}
	return strings.Count(out[0], " name="+name+" "), out[0], nil
}

// noClients is the proof of absence of a hold.
func noClients(ctx context.Context, s chaos.Redis, u store.Undo) record.Check {
	n, _, err := clientsNamed(ctx, s, u.Tag)
	if err != nil {
		return record.Check{Saw: err.Error()}
	}
	return record.Check{OK: n == 0, Saw: fmt.Sprintf("%d clients of ours", n)}
}

// clientID finds the id in a line of CLIENT LIST.
var clientID = regexp.MustCompile(`^id=([0-9]+) `)

// strangers lists the ids of the connections that are not ours, oldest first.
func strangers(list string) []string {
	var ids []string
	for line := range strings.Lines(list) {
		if m := clientID.FindStringSubmatch(line); m != nil && !strings.Contains(line, " name="+chaos.SessionName) && !strings.Contains(line, " name="+chaos.TagPrefix) {
			ids = append(ids, m[1])
		}
	}
	return ids
}

// unproven is the proof of a check that failed.
func unproven(err error) chaos.Proof { return chaos.Proof{Mechanism: record.Check{Saw: err.Error()}} }

// acts reads an undo for the Acts of a kind.
func acts(t *chaos.Target, undo chaos.Undo, look func(chaos.Redis, store.Undo) (record.Check, error)) (record.Check, error) {
	u, err := readUndo(undo)
	if err != nil {
		return record.Check{}, err
	}
	return look(t.Redis, u)
}
