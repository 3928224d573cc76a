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

// onRedis is what the faults on Redis share. A fault embeds it, and says what it does.
type onRedis struct {
	look   func(ctx context.Context, s chaos.Stores, u *store.Undo) error // may be nil
	inject func(ctx context.Context, s chaos.Stores, u store.Undo) error
	prove  func(ctx context.Context, s chaos.Stores, u store.Undo) chaos.Proof
	revert func(ctx context.Context, s chaos.Stores, u store.Undo) error
	gone   func(ctx context.Context, s chaos.Stores, u store.Undo) record.Check
	noted  string // what a change log says of it; "" for what none shows
}

// Plan looks. It also opens the agent's own way into Redis, which is there then whatever the fault does to others.
func (f onRedis) Plan(ctx context.Context, lab chaos.Lab) (chaos.Undo, error) {
	s, err := chaos.StoresOf(lab)
	if err != nil {
		return nil, err
	}
	u := store.Undo{Tag: chaos.NewTag(), Was: map[string]string{}}
	if _, err := s.Redis(ctx, chaos.Command{Words: []string{"PING"}}); err != nil {
		return nil, err
	}
	if f.look != nil {
		if err := f.look(ctx, s, &u); err != nil {
			return nil, err
		}
	}
	return json.Marshal(u)
}

func openUndo(lab chaos.Lab, undo chaos.Undo) (chaos.Stores, store.Undo, error) {
	var u store.Undo
	if err := json.Unmarshal(undo, &u); err != nil {
		return nil, u, fmt.Errorf("undo: %w", err)
	}
	s, err := chaos.StoresOf(lab)
	return s, u, err
}

// Inject does the damage.
func (f onRedis) Inject(ctx context.Context, lab chaos.Lab, undo chaos.Undo) error {
	s, u, err := openUndo(lab, undo)
	if err != nil {
		return err
	}
	if err := f.inject(ctx, s, u); err != nil {
		return err
	}
	chaos.NoteChange(lab, f.noted)
	return nil
}

// Prove looks for the damage and feels it.
func (f onRedis) Prove(ctx context.Context, lab chaos.Lab, undo chaos.Undo) chaos.Proof {
	s, u, err := openUndo(lab, undo)
	if err != nil {
		return chaos.Proof{Mechanism: record.Check{Saw: err.Error()}}
	}
	return f.prove(ctx, s, u)
}

// Revert takes the damage back. It waits for a Redis that is only starting.
func (f onRedis) Revert(ctx context.Context, lab chaos.Lab, undo chaos.Undo) error {
	s, u, err := openUndo(lab, undo)
	if err != nil {
		return err
	}
	return store.Patiently(ctx, func() error { return f.revert(ctx, s, u) })
}

// Gone looks whether anything is left, and whether a new client is served.
func (f onRedis) Gone(ctx context.Context, lab chaos.Lab, undo chaos.Undo) record.Check {
	s, u, err := openUndo(lab, undo)
	if err != nil {
		return record.Check{Saw: err.Error()}
	}
	c := f.gone(ctx, s, u)
	if !c.OK {
		return c
	}
	begun := time.Now()
	if _, err := s.Redis(ctx, fresh(time.Second, "PING")); err != nil {
		return record.Check{Saw: c.Saw + ", but a new client meets: " + err.Error()}
	}
	return record.Check{OK: true, Saw: fmt.Sprintf("%s; a new client is served after %s", c.Saw, time.Since(begun).Round(time.Millisecond))}
}

// run runs one command over the agent's own connection.
func run(ctx context.Context, s chaos.Stores, words ...string) ([]string, error) {
	return s.Redis(ctx, chaos.Command{Words: words})
}

// runAll runs commands until one fails.
func runAll(ctx context.Context, s chaos.Stores, commands ...[]string) error {
	for _, words := range commands {
		if _, err := run(ctx, s, words...); err != nil {
			return fmt.Errorf("%s: %w", words[0], err)
		}
	}
	return nil
}

// fresh is a command of a client that has just come.
func fresh(within time.Duration, words ...string) chaos.Command {
	return chaos.Command{Words: words, Fresh: true, Within: within}
}

// refusedWith is the proof of effect that a new client's command is refused in one of those ways.
func refusedWith(ctx context.Context, s chaos.Stores, c chaos.Command, codes ...string) record.Check {
	begun := time.Now()
	_, err := s.Redis(ctx, c)
	took := time.Since(begun).Round(time.Millisecond)
	if err == nil {
		return record.Check{Saw: fmt.Sprintf("a new client's %s is served after %s", c.Words[0], took)}
	}
	return record.Check{OK: slices.Contains(codes, chaos.Refusal(err)), Saw: fmt.Sprintf("a new client's %s meets: %v after %s", c.Words[0], err, took)}
}

// setting reads one setting of the server.
func setting(ctx context.Context, s chaos.Stores, name string) (string, error) {
	pair, err := run(ctx, s, "CONFIG", "GET", name)
	if err == nil && len(pair) != 2 {
		err = fmt.Errorf("redis has no setting %q", name)
	}
	if err != nil {
		return "", err
	}
	return pair[1], nil
}

// calls counts how often a command was called since Redis started.
func calls(ctx context.Context, s chaos.Stores, command string) (n int, err error) {
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
func clientsNamed(ctx context.Context, s chaos.Stores, name string) (n int, list string, err error) {
	out, err := run(ctx, s, "CLIENT", "LIST")
	if err != nil || len(out) == 0 {
		return 0, "", err
	}
	return strings.Count(out[0], " name="+name+" "), out[0], nil
}

// noClients is the proof of absence of a hold.
func noClients(ctx context.Context, s chaos.Stores, u store.Undo) record.Check {
	n, _, err := clientsNamed(ctx, s, u.Tag)
	if err != nil {
		return record.Check{Saw: err.Error()}
	}
	return record.Check{OK: n == 0, Saw: fmt.Sprintf("%d clients of ours", n)}
}

// clientID finds the id in a line of CLIENT LIST.
var clientID = regexp.MustCompile(`^id=([0-9]+) `)

// strangers lists the ids of the connections that are not ours, the oldest first.
func strangers(list string) []string {
	var ids []string
	for line := range strings.Lines(list) {
		if m := clientID.FindStringSubmatch(line); m != nil && !strings.Contains(line, " name="+chaos.SessionName) && !strings.Contains(line, " name="+chaos.TagPrefix) {
			ids = append(ids, m[1])
		}
	}
	return ids
}

// unproven is the proof of a look that could not even be taken.
func unproven(err error) chaos.Proof { return chaos.Proof{Mechanism: record.Check{Saw: err.Error()}} }

// acts is how the kinds on Redis look.
func (f onRedis) acts(ctx context.Context, lab chaos.Lab, undo chaos.Undo, look func(chaos.Stores, store.Undo) (record.Check, error)) (record.Check, error) {
	s, u, err := openUndo(lab, undo)
	if err != nil {
		return record.Check{}, err
	}
	return look(s, u)
}
