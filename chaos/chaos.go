// Package chaos is the fault catalogue: one kind of damage a file. A kind is a struct whose fields are its parameters,
// and an entry in its family's list with a name, a summary and its needs. It knows a lab only through the small interfaces in lab.go, never an
// engine, the load or the grade.
package chaos

import (
	"context"
	"encoding/json"
	"time"

	"firedrill/internal/record"
)

// Fault is one kind of damage with its parameters filled in. The conductor calls its methods in the order they stand
// here. Revert must be idempotent, and must work from a state that an Inject left half way, in another process.
type Fault interface {
	// Validate returns what is wrong with the parameters that their types alone don't show.
	Validate() []Problem
	// Plan looks at the target and returns what Revert will need. It changes nothing; the answer goes into the journal
	// before anything is touched, so it must hold no secret.
	Plan(ctx context.Context, t *Target) (Undo, error)
	// Inject does the damage.
	Inject(ctx context.Context, t *Target, undo Undo) error
	// Prove looks for the mechanism (the setting, rule or lock is there) and the effect (a probe on the users' path
	// feels it).
	Prove(ctx context.Context, t *Target, undo Undo) Proof
	// Revert takes the damage back.
	Revert(ctx context.Context, t *Target, undo Undo) error
	// Gone looks whether the mechanism is gone and the probe is well again. What cannot be seen is not gone.
	Gone(ctx context.Context, t *Target, undo Undo) record.Check
}

// Undo is what a fault needs to take itself back, as it stands in the journal.
type Undo = json.RawMessage

// Proof shows that a fault acts.
type Proof struct {
	Mechanism record.Check
	Effect    record.Check
}

// OK says that the fault is proven.
func (p Proof) OK() bool { return p.Mechanism.OK && p.Effect.OK }

// Problem is one mistake in the parameters of a fault.
type Problem struct {
	Param   string // the parameter at fault, "on" for the target, "" for the whole
	Message string // lower case, the thing in quotes
	Hint    string
}

// Lasting is a fault that is held, and can be looked at while it acts. A kind that happens once has no such look.
type Lasting interface {
	// Acts says whether the mechanism is there, with few cheap calls and without a probe of the effect. An error says that it
	// could not be seen, which says nothing of the fault.
	Acts(ctx context.Context, t *Target, undo Undo) (record.Check, error)
}

// ProofTime is how long a proof, or the proof of absence, may take to show unless the kind says otherwise.
const ProofTime = 5 * time.Second

// Bounded is a fault whose proofs take longer than those of its kind, as its parameters demand.
type Bounded interface {
	Within() time.Duration
}

// Composed is a fault made of two parts: what all faults of a family do alike, and a struct of its own that holds the
// parameters and says what makes the kind. Optional interfaces, such as Bounded, may be on either.
type Composed interface {
	// Parameters returns a pointer to the struct with the parameters.
	Parameters() any
}

// parameters returns a pointer to the struct that holds a fault's parameters.
func parameters(f Fault) any {
	if c, ok := f.(Composed); ok {
		return c.Parameters()
	}
	return f
}

// As returns an optional interface of a fault, or of its parameters.
func As[T any](f Fault) (T, bool) {
	if v, ok := f.(T); ok {
		return v, true
	}
	v, ok := parameters(f).(T)
	return v, ok
}
