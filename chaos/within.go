package chaos

import "time"

// ProofTime is how long a proof, or the proof of absence, may take to show unless the kind says otherwise.
const ProofTime = 5 * time.Second

// Bounded is a fault whose proofs take longer than those of its kind, as its parameters demand.
type Bounded interface {
	Within() time.Duration
}

// within is how long the proofs of a fault may take.
func (k Kind) within(f Fault) time.Duration {
	within := k.Within
	if within == 0 {
		within = ProofTime
	}
	if b, ok := f.(Bounded); ok {
		within = max(within, b.Within())
	}
	return within
}
