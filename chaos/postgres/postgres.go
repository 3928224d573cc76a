// Package postgres holds the faults that damage the database from inside, in SQL.
package postgres

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"firedrill/chaos"
	"firedrill/chaos/store"
	"firedrill/internal/record"
)

// damage is what a kind does, in SQL. It follows from the parameters and the undo alone.
type damage struct {
	do     []string    // what the superuser runs, each text in a transaction of its own
	undo   []string    // how that is taken back, wherever it stopped
	hold   *chaos.Hold // sessions that do the damage by being there
	evict  string      // run after do; with a hold, again and again until all its sessions are open
	shows  string      // one row: whether the mechanism is there, and what is
	clear  string      // one row: whether nothing of it is left, and what is
	effect store.AppProbe
	noted  string // what a change log says of it; "" for what none shows
}

// kind defines a kind of this family.
type kind interface {
	Validate() []chaos.Problem
	damage(u store.Undo) damage
}

// looker is a kind that notes what its damage needs, and refuses what it cannot do.
type looker interface {
	look(ctx context.Context, s chaos.SQL, u *store.Undo) error
}

// fault damages the database.
type fault struct{ kind }

// Parameters returns the struct of the kind.
func (f fault) Parameters() any { return f.kind }

// Plan reads the database, and names what the fault makes in it.
func (f fault) Plan(ctx context.Context, t *chaos.Target) (chaos.Undo, error) {
	u := store.Undo{Tag: chaos.NewTag(), Was: map[string]string{}}
	if l, ok := f.kind.(looker); ok {
		if err := l.look(ctx, t.SQL, &u); err != nil {
			return nil, err
		}
	}
	return json.Marshal(u)
}

// open reads an undo.
func (f fault) open(undo chaos.Undo) (damage, store.Undo, error) {
	var u store.Undo
	if err := json.Unmarshal(undo, &u); err != nil {
		return damage{}, u, fmt.Errorf("undo: %w", err)
	}
	return f.damage(u), u, nil
}

// Inject runs the statements of the damage, and opens its sessions.
func (f fault) Inject(ctx context.Context, t *chaos.Target, undo chaos.Undo) error {
	d, u, err := f.open(undo)
	if err != nil {
		return err
	}
	if err := asAdmin(ctx, t.SQL, d.do...); err != nil {
		return err
	}
	t.NoteChange(d.noted)
	if d.hold != nil {
		h := *d.hold
		h.Name, h.Store = u.Tag, chaos.InPostgres
		return store.OpenSessions(ctx, t.SQL, h, func() error { return evict(ctx, t.SQL, d.evict) })
	}
	return evict(ctx, t.SQL, d.evict)
}

func evict(ctx context.Context, s chaos.SQL, sql string) error {
	if sql == "" {
		return nil
	}
	return asAdmin(ctx, s, sql)
}

// asAdmin runs statements as the superuser.
func asAdmin(ctx context.Context, s chaos.SQL, texts ...string) error {
	if len(texts) == 0 {
		return nil
	}
	_, err := s.Query(ctx, chaos.Query{As: chaos.AsAdmin, SQL: texts})
	return err
}

// Revert closes the sessions, also those that another process left, and runs the undo statements.
func (f fault) Revert(ctx context.Context, t *chaos.Target, undo chaos.Undo) error {
	d, u, err := f.open(undo)
	if err != nil {
		return err
	}
	if d.hold != nil {
		if err := t.SQL.Release(ctx, u.Tag); err != nil {
			return err
		}
	}
	return store.Patiently(ctx, func() error {
		return asAdmin(ctx, t.SQL, append([]string{endSessions(u.Tag)}, d.undo...)...)
	})
}

func endSessions(tag string) string {
	return fmt.Sprintf("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = '%s'", tag)
}

// noSessions is the proof of absence of a hold.
func noSessions(tag string) string {
	return fmt.Sprintf("SELECT count(*) = 0, count(*) || ' sessions of ours' FROM pg_stat_activity WHERE application_name = '%s'", tag)
}

// one returns the first field of the first row of a query by the superuser.
func one(ctx context.Context, s chaos.SQL, sql string) (string, error) {
	return first(ctx, s, chaos.Query{As: chaos.AsAdmin, SQL: []string{sql}})
}

// first returns the first field of a query's first row.
func first(ctx context.Context, s chaos.SQL, q chaos.Query) (string, error) {
	rows, err := s.Query(ctx, q)
	if err != nil || len(rows) == 0 || len(rows[0]) == 0 {
		return "", err
	}
	return rows[0][0], nil
}

// Acts checks for the sessions that do the damage, or else queries the mechanism.
func (f fault) Acts(ctx context.Context, t *chaos.Target, undo chaos.Undo) (record.Check, error) {
	d, u, err := f.open(undo)
	if err != nil {
		return record.Check{}, err
	}
	if d.hold != nil {
		return store.HeldBy(ctx, t.SQL, u.Tag, d.hold.Once)
	}
	rows, err := t.SQL.Query(ctx, chaos.Query{As: chaos.AsAdmin, SQL: []string{d.shows}, Within: chaos.ActsTime})
	if err == nil && (len(rows) != 1 || len(rows[0]) != 2) {
		err = errors.New("the database does not tell")
	}
	if err != nil {
		return record.Check{}, err
	}
	return record.Check{OK: rows[0][0] == "t", Saw: rows[0][1]}, nil
}
