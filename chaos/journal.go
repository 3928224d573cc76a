package chaos

import "firedrill/internal/record"

// Entry is a fault as it stands in the journal: all that another process needs to take it back.
type Entry struct {
	ID     string            `json:"id"`
	Kind   string            `json:"kind"`
	On     string            `json:"on,omitempty"`
	Params map[string]string `json:"params,omitempty"` // as given; in a journal without secrets
	Undo   Undo              `json:"undo,omitempty"`
	Causes []string          `json:"-"` // actions of the engine on the target that the fault explains
	Shown  map[string]string `json:"-"` // the parameters as a report may show them
}

// Journal is told each step in the life of a fault, in order.
//
// Only Planned can fail: nothing is touched before it returned, so what it wrote must by then outlive this process. The
// steps after it only make the journal more exact. One that is lost leaves a fault looking in force, and it is then
// reverted once more, which is harmless.
type Journal interface {
	Planned(Entry) error
	Injected(id string, err error)
	Proven(id string, proof Proof)
	Reverted(id string, err error)
	Gone(id string, check record.Check)
}
