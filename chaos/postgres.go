package chaos

import (
	"context"
	"encoding/json"
	"fmt"
	"time"
)

// storeProofTime is how long damage to a data store may take to show, or to be gone: the store may be starting.
const storeProofTime = 15 * time.Second

// openTime bounds the wait for the sessions of a hold.
const openTime = 20 * time.Second

// deed is damage to Postgres, in SQL. It follows from a fault's parameters and its undo alone.
type deed struct {
	do    []string // what the superuser runs, each text in a transaction of its own
	undo  []string // how that is taken back, wherever it stopped
	hold  *Hold    // sessions that do the damage by being there
	evict string   // run after do; with a hold, again and again until all its sessions are open
	shows string   // one row: whether the mechanism is there, and what is
	clear string   // one row: whether nothing of it is left, and what is
	feels feel
	noted string // what a change log says of it; "" for what none shows
}

// feel is how users feel damage: what the app's own role meets.
type feel struct {
	sql    []string
	codes  []string // the refusals that show the damage
	rows   string   // or: a text that only a damaged answer holds
	logins int      // or: how many logins at once are more than get in
}

// storeUndo is what the faults of this family note. What must stay a secret is kept in the database itself.
type storeUndo struct {
	Tag string            `json:"tag"` // names all that the fault makes
	Was map[string]string `json:"was,omitempty"`
}

// onPostgres does deeds. A fault embeds it, and says how its own looks.
type onPostgres struct {
	deed func(storeUndo) deed
	look func(context.Context, Stores, *storeUndo) error // notes what the deed needs, refuses what it can't do; may be nil
}

// Plan looks, and gives the fault its name in the database.
func (f onPostgres) Plan(ctx context.Context, lab Lab) (Undo, error) {
	s, err := storesOf(lab)
	if err != nil {
		return nil, err
	}
	u := storeUndo{Tag: NewTag(), Was: map[string]string{}}
	if f.look != nil {
		if err := f.look(ctx, s, &u); err != nil {
			return nil, err
		}
	}
	return json.Marshal(u)
}

// open reads an undo.
func (f onPostgres) open(lab Lab, undo Undo) (Stores, deed, storeUndo, error) {
	var u storeUndo
	if err := json.Unmarshal(undo, &u); err != nil {
		return nil, deed{}, u, fmt.Errorf("undo: %w", err)
	}
	s, err := storesOf(lab)
	return s, f.deed(u), u, err
}

// Inject runs what the deed does, and opens its sessions.
func (f onPostgres) Inject(ctx context.Context, lab Lab, undo Undo) error {
	s, d, u, err := f.open(lab, undo)
	if err != nil {
		return err
	}
	if err := asAdmin(ctx, s, d.do...); err != nil {
		return err
	}
	noteChange(lab, d.noted)
	if d.hold != nil {
		h := *d.hold
		h.Name, h.Store = u.Tag, InPostgres
		return holdAll(ctx, s, h, func() error { return evict(ctx, s, d.evict) })
	}
	return evict(ctx, s, d.evict)
}

func evict(ctx context.Context, s Stores, sql string) error {
	if sql == "" {
		return nil
	}
	return asAdmin(ctx, s, sql)
}

// asAdmin runs texts as the superuser.
func asAdmin(ctx context.Context, s Stores, texts ...string) error {
	if len(texts) == 0 {
		return nil
	}
	_, err := s.SQL(ctx, Query{As: AsAdmin, SQL: texts})
	return err
}

// holdAll begins a hold and waits until all its sessions are open, making room for them meanwhile.
func holdAll(ctx context.Context, s Stores, h Hold, room func() error) error {
	if err := s.Hold(ctx, h); err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, openTime)
	defer cancel()
	for {
		err := room()
		held, heldErr := s.Held(ctx, h.Name)
		if heldErr != nil {
			return heldErr
		}
		if held.Open >= h.Sessions {
			return nil
		}
		if !pause(ctx, lookEvery) {
			return fmt.Errorf("%d of %d sessions are open: %s %w", held.Open, h.Sessions, held.Err, orNil(err, ctx.Err()))
		}
	}
}

// orNil is the first error that is one.
func orNil(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

// Revert closes the sessions, those that another process left too, and runs the deed's undo.
func (f onPostgres) Revert(ctx context.Context, lab Lab, undo Undo) error {
	s, d, u, err := f.open(lab, undo)
	if err != nil {
		return err
	}
	if d.hold != nil {
		if err := s.Release(ctx, u.Tag); err != nil {
			return err
		}
	}
	return patient(ctx, func() error {
		return asAdmin(ctx, s, append([]string{endSessions(u.Tag)}, d.undo...)...)
	})
}

// patient tries again while a store is only starting.
func patient(ctx context.Context, do func() error) error {
	for {
		err := do()
		switch refusal(err) {
		case CodeUnreachable, CodeTimeout, "57P03", "LOADING", "53300", "ERR", "55P03", "57014":
		default:
			return err
		}
		if !pause(ctx, 4*lookEvery) {
			return err
		}
	}
}

func endSessions(tag string) string {
	return fmt.Sprintf("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = '%s'", tag)
}

// noSessions is the proof of absence of a hold.
func noSessions(tag string) string {
	return fmt.Sprintf("SELECT count(*) = 0, count(*) || ' sessions of ours' FROM pg_stat_activity WHERE application_name = '%s'", tag)
}

// one returns the first field of the first row of what the superuser asks the database.
func one(ctx context.Context, s Stores, sql string) (string, error) {
	return first(ctx, s, Query{As: AsAdmin, SQL: []string{sql}})
}

// first returns the first field of a query's first row.
func first(ctx context.Context, s Stores, q Query) (string, error) {
	rows, err := s.SQL(ctx, q)
	if err != nil || len(rows) == 0 || len(rows[0]) == 0 {
		return "", err
	}
	return rows[0][0], nil
}
