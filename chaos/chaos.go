// Package chaos is the core of the fault catalogue: what a fault is, its parameters, the target that it acts on, and the injector.
// Each family of faults is a package of its own; chaos/catalogue joins them. Faults know a lab only through the ports of Target,
// never an engine, the load or the grade.
package chaos

import (
	"context"
	"encoding/json"
	"time"

	"firedrill/internal/record"
)

// Fault is one kind of damage with its parameters filled in. The injector calls its methods in the order in which they are listed.
// Revert must be idempotent. It must also work in another process, and after an Inject that stopped half way.
type Fault interface {
	// Validate returns the mistakes in the parameters that their types alone do not show.
	Validate() []Problem
	// Plan reads the target and returns what Revert will need. It changes nothing. The injector writes the result to the journal
	// before it touches anything, so it must not contain a secret.
	Plan(ctx context.Context, t *Target) (Undo, error)
	// Inject applies the damage.
	Inject(ctx context.Context, t *Target, undo Undo) error
	// Prove checks the mechanism (the setting, rule or lock is there) and the effect (a probe on the users' path
	// sees it).
	Prove(ctx context.Context, t *Target, undo Undo) Proof
	// Revert removes the damage.
	Revert(ctx context.Context, t *Target, undo Undo) error
	// Gone checks that the mechanism is gone and that the probe is healthy again. A state that cannot be read is not gone.
	Gone(ctx context.Context, t *Target, undo Undo) record.Check
}

// Undo is what a fault needs to revert itself, as the journal holds it.
type Undo = json.RawMessage

// Proof is the evidence that a fault acts.
type Proof struct {
	Mechanism record.Check
	Effect    record.Check
}

// OK reports whether the fault is proven.
func (p Proof) OK() bool { return p.Mechanism.OK && p.Effect.OK }

// Problem is one mistake in the parameters of a fault.
type Problem struct {
	Param   string // the parameter at fault, "on" for the target, "" for the whole
	Message string // lower case, the thing in quotes
	Hint    string
}

// Lasting is a fault that stays in force and can be checked while it acts. A kind that happens once does not implement it.
type Lasting interface {
	// Acts reports whether the mechanism is in place, with few cheap calls and no probe of the effect. An error says that the state
	// could not be read, which says nothing about the fault.
	Acts(ctx context.Context, t *Target, undo Undo) (record.Check, error)
}

// ProofTime bounds a proof, or a proof of absence, unless the kind sets another bound.
const ProofTime = 5 * time.Second

// Bounded is a fault whose parameters can make its proofs take longer than those of its kind.
type Bounded interface {
	Within() time.Duration
}

// Composed is a fault in two parts: the behaviour of its family, and a struct with the parameters that also defines the kind.
// An optional interface, such as Bounded, may be implemented by either part.
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
