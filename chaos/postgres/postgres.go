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

// deed is damage to Postgres, in SQL. It follows from a fault's parameters and its undo alone.
type deed struct {
	do    []string    // what the superuser runs, each text in a transaction of its own
	undo  []string    // how that is taken back, wherever it stopped
	hold  *chaos.Hold // sessions that do the damage by being there
	evict string      // run after do; with a hold, again and again until all its sessions are open
	shows string      // one row: whether the mechanism is there, and what is
	clear string      // one row: whether nothing of it is left, and what is
	feels store.Feel
	noted string // what a change log says of it; "" for what none shows
}

// onPostgres does deeds. A fault embeds it, and says how its own looks.
type onPostgres struct {
	deed func(store.Undo) deed
	look func(context.Context, chaos.Stores, *store.Undo) error // notes what the deed needs, refuses what it can't do; may be nil
}

// Plan looks, and gives the fault its name in the database.
func (f onPostgres) Plan(ctx context.Context, lab chaos.Lab) (chaos.Undo, error) {
	s, err := chaos.StoresOf(lab)
	if err != nil {
		return nil, err
	}
	u := store.Undo{Tag: chaos.NewTag(), Was: map[string]string{}}
	if f.look != nil {
		if err := f.look(ctx, s, &u); err != nil {
			return nil, err
		}
	}
	return json.Marshal(u)
}

// open reads an undo.
func (f onPostgres) open(lab chaos.Lab, undo chaos.Undo) (chaos.Stores, deed, store.Undo, error) {
	var u store.Undo
	if err := json.Unmarshal(undo, &u); err != nil {
		return nil, deed{}, u, fmt.Errorf("undo: %w", err)
	}
	s, err := chaos.StoresOf(lab)
	return s, f.deed(u), u, err
}

// Inject runs what the deed does, and opens its sessions.
func (f onPostgres) Inject(ctx context.Context, lab chaos.Lab, undo chaos.Undo) error {
	s, d, u, err := f.open(lab, undo)
	if err != nil {
		return err
	}
	if err := asAdmin(ctx, s, d.do...); err != nil {
		return err
	}
	chaos.NoteChange(lab, d.noted)
	if d.hold != nil {
		h := *d.hold
		h.Name, h.Store = u.Tag, chaos.InPostgres
		return store.OpenSessions(ctx, s, h, func() error { return evict(ctx, s, d.evict) })
	}
	return evict(ctx, s, d.evict)
}

func evict(ctx context.Context, s chaos.Stores, sql string) error {
	if sql == "" {
		return nil
	}
	return asAdmin(ctx, s, sql)
}

// asAdmin runs texts as the superuser.
func asAdmin(ctx context.Context, s chaos.Stores, texts ...string) error {
	if len(texts) == 0 {
		return nil
	}
	_, err := s.SQL(ctx, chaos.Query{As: chaos.AsAdmin, SQL: texts})
	return err
}

// Revert closes the sessions, those that another process left too, and runs the deed's undo.
func (f onPostgres) Revert(ctx context.Context, lab chaos.Lab, undo chaos.Undo) error {
	s, d, u, err := f.open(lab, undo)
	if err != nil {
		return err
	}
	if d.hold != nil {
		if err := s.Release(ctx, u.Tag); err != nil {
			return err
		}
	}
	return store.Patiently(ctx, func() error {
		return asAdmin(ctx, s, append([]string{endSessions(u.Tag)}, d.undo...)...)
	})
}

func endSessions(tag string) string {
	return fmt.Sprintf("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = '%s'", tag)
}

// noSessions is the proof of absence of a hold.
func noSessions(tag string) string {
	return fmt.Sprintf("SELECT count(*) = 0, count(*) || ' sessions of ours' FROM pg_stat_activity WHERE application_name = '%s'", tag)
}

// one returns the first field of the first row of what the superuser asks the database.
func one(ctx context.Context, s chaos.Stores, sql string) (string, error) {
	return first(ctx, s, chaos.Query{As: chaos.AsAdmin, SQL: []string{sql}})
}

// first returns the first field of a query's first row.
func first(ctx context.Context, s chaos.Stores, q chaos.Query) (string, error) {
	rows, err := s.SQL(ctx, q)
	if err != nil || len(rows) == 0 || len(rows[0]) == 0 {
		return "", err
	}
	return rows[0][0], nil
}

// Acts looks for the sessions that do the damage, or else asks the database for what it shows of it.
func (f onPostgres) Acts(ctx context.Context, lab chaos.Lab, undo chaos.Undo) (record.Check, error) {
	s, d, u, err := f.open(lab, undo)
	if err != nil {
		return record.Check{}, err
	}
	if d.hold != nil {
		return store.HeldBy(ctx, s, u.Tag, d.hold.Once)
	}
	rows, err := s.SQL(ctx, chaos.Query{As: chaos.AsAdmin, SQL: []string{d.shows}, Within: chaos.ActsTime})
	if err == nil && (len(rows) != 1 || len(rows[0]) != 2) {
		err = errors.New("the database does not tell")
	}
	if err != nil {
		return record.Check{}, err
	}
	return record.Check{OK: rows[0][0] == "t", Saw: rows[0][1]}, nil
}
