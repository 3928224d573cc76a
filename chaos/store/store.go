// Package store holds what faults on Postgres and Redis share: sessions that are held open, probes as the app's role, and
// retries while a store is starting.
package store

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"time"

	"firedrill/chaos"
	"firedrill/chaos/poll"
	"firedrill/internal/record"
)

// ProofTime bounds the proofs of damage to a data store, which may be starting.
const ProofTime = 15 * time.Second

// openTime bounds the wait for the sessions of a hold.
const openTime = 20 * time.Second

// Undo is what the journal holds of a fault on a store. What must stay secret is kept in the database itself.
type Undo struct {
	Tag string            `json:"tag"` // names all that the fault makes
	Was map[string]string `json:"was,omitempty"`
}

// OpenSessions starts a hold and waits until all its sessions are open, making room for them meanwhile.
func OpenSessions(ctx context.Context, s chaos.Sessions, h chaos.Hold, room func() error) error {
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
		if !poll.Sleep(ctx, poll.Every) {
			return fmt.Errorf("%d of %d sessions are open: %s %w", held.Open, h.Sessions, held.Err, orNil(err, ctx.Err()))
		}
	}
}

// orNil returns the first error that is not nil.
func orNil(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

// Patiently retries while a store is starting.
func Patiently(ctx context.Context, do func() error) error {
	for {
		err := do()
		switch chaos.Refusal(err) {
		case chaos.CodeUnreachable, chaos.CodeTimeout, "57P03", "LOADING", "53300", "ERR", "55P03", "57014":
		default:
			return err
		}
		if !poll.Sleep(ctx, 4*poll.Every) {
			return err
		}
	}
}

// identifier is a name in the database that needs no quotes, and stays under Postgres's limit with a suffix.
var identifier = regexp.MustCompile(`^[a-z_][a-z0-9_]{0,39}$`)

// CheckNames requires a store as target, and plain names of tables and columns. It takes pairs of parameter and value.
func CheckNames(on, store string, pairs ...string) []chaos.Problem {
	var problems []chaos.Problem
	if on != "" && on != store {
		problems = append(problems, chaos.Problem{Param: chaos.ParamOn, Message: fmt.Sprintf("%q is not %s", on, store), Hint: "on: " + store})
	}
	for i := 0; i < len(pairs); i += 2 {
		if v := pairs[i+1]; v != "" && !identifier.MatchString(v) {
			problems = append(problems, chaos.Problem{Param: pairs[i], Message: fmt.Sprintf("%q is %q, which is no plain name", pairs[i], v), Hint: "lower-case letters, digits and _"})
		}
	}
	return problems
}

// HeldBy checks the sessions of a hold. Sessions that are reopened when they break may be missing for a moment.
func HeldBy(ctx context.Context, s chaos.Sessions, name string, once bool) (record.Check, error) {
	h, err := s.Held(ctx, name)
	if err == nil && h.Open == 0 && !once {
		err = errors.New("no session of ours is open at the moment: " + h.Err)
	}
	return record.Check{OK: h.Open > 0, Saw: fmt.Sprintf("%d sessions of ours are open", h.Open)}, err
}
