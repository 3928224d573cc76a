package chaos

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"time"

	"firedrill/chaos/poll"
	"firedrill/internal/record"
)

// injectTime bounds one injection, the grace of a stop included.
const injectTime = 60 * time.Second

// Setup is what an injector acts on and whom it notifies.
type Setup struct {
	Index     Index
	Target    *Target
	Prober    Prober
	Journal   Journal
	Ended     func(id string, since time.Time, saw record.Check) // called when a fault ended without a revert; may be nil
	Elsewhere Elsewhere                                          // the faults of other runs; nil if there can be none
}

// Entry is a fault as the journal holds it: all that another process needs to revert it.
type Entry struct {
	ID     string            `json:"id"`
	Kind   string            `json:"kind"`
	On     string            `json:"on,omitempty"`
	Params map[string]string `json:"params,omitempty"` // as given; in a journal without secrets
	Undo   Undo              `json:"undo,omitempty"`
	Causes []string          `json:"-"` // actions of the engine on the target that the fault explains
	Shown  map[string]string `json:"-"` // the parameters as a report may show them
}

// Journal records each step of a fault, in order.
//
// Only Planned can fail: nothing is touched before it returns, so what it wrote must by then survive this process. A lost entry
// of a later step leaves a fault looking in force. It is then reverted once more, which is harmless.
type Journal interface {
	Planned(Entry) error
	Injected(id string, err error)
	Proven(id string, proof Proof)
	Reverted(id string, err error)
	Gone(id string, check record.Check)
}

// Injector applies faults to a lab and reverts them, always in the same order: check ports and needs, plan, journal, inject,
// prove; revert, prove gone. The caller decides how long a fault is held in between. It is safe for concurrent use.
type Injector struct {
	setup Setup

	mu    sync.Mutex // guards holds and their fields
	holds []*hold    // faults that may still act, oldest first

	admission sync.Mutex // held from the check for conflicts until the fault is in the journal
	reverting sync.Mutex // serializes reverts
}

// hold is a fault that was planned and is not yet proven gone.
type hold struct {
	Entry
	fault  Fault
	within time.Duration

	injected chan struct{} // closed when the injection is over; a revert waits for it
	reverted bool          // Revert succeeded; guarded by Injector.mu

	releasing bool    // its revert has begun; guarded by Injector.mu
	watched   watched // guarded by Injector.mu
}

// NewInjector returns an injector with no fault in force.
func NewInjector(setup Setup) *Injector { return &Injector{setup: setup} }

// supports refuses a kind that uses a port which the target does not have.
func (s Setup) supports(kind string) error {
	k, err := s.Index.Kind(kind)
	if err != nil {
		return err
	}
	if unmet := s.Target.lacks(k); len(unmet) > 0 {
		return &UnmetError{Kind: kind, Unmet: unmet}
	}
	return nil
}

// Order asks for one fault.
type Order struct {
	ID     string // unique in this drill, such as "container.stop#1"
	Kind   string
	On     string
	Params map[string]string
}

// Apply brings one fault into force and returns its proof. After an error the fault may be partly in place; Revert and RevertAll
// revert it like any other. A proof that is not OK is not an error: the fault stays in force, and the caller decides.
func (r *Injector) Apply(ctx context.Context, o Order) (Proof, error) {
	h, err := r.prepare(ctx, o)
	if err != nil {
		return Proof{}, err
	}
	if err := r.plan(ctx, h); err != nil {
		return Proof{}, err
	}
	if err := r.inject(ctx, h); err != nil {
		return Proof{}, fmt.Errorf("inject %q: %w", o.ID, err)
	}
	proof := poll.Until(ctx, h.within, func(ctx context.Context) Proof {
		return h.fault.Prove(ctx, r.setup.Target, h.Undo)
	}, Proof.OK)
	r.setup.Journal.Proven(h.ID, proof)
	r.mu.Lock()
	h.watched.proven = proof.Mechanism.OK
	r.mu.Unlock()
	return proof, nil
}

// prepare checks parameters and needs.
func (r *Injector) prepare(ctx context.Context, o Order) (*hold, error) {
	h, err := newHold(r.setup.Index, Entry{ID: o.ID, Kind: o.Kind, On: o.On, Params: o.Params})
	if err != nil {
		return nil, err
	}
	kind, err := r.setup.Index.Kind(o.Kind)
	if err != nil {
		return nil, err
	}
	unmet := append(r.setup.Target.lacks(kind), Missing(ctx, r.setup.Prober, kind)...)
	if len(unmet) > 0 {
		return nil, &UnmetError{Kind: o.Kind, Unmet: unmet}
	}
	return h, nil
}

// plan admits the fault, has it read its target, and writes it to the journal. Nothing is touched before that.
func (r *Injector) plan(ctx context.Context, h *hold) error {
	done, err := r.admit(ctx, h)
	if err != nil {
		return err
	}
	defer done()
	if h.Undo, err = h.fault.Plan(ctx, r.setup.Target); err != nil {
		return fmt.Errorf("plan %q: %w", h.ID, err)
	}
	if err := ctx.Err(); err != nil {
		return fmt.Errorf("inject %q: %w", h.ID, err)
	}
	entry := h.Entry
	entry.Params, entry.Shown = withoutSecrets(h.fault, h.Params)
	if err := r.setup.Journal.Planned(entry); err != nil {
		return fmt.Errorf("inject %q: journal: %w", h.ID, err)
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.holds = append(r.holds, h)
	return nil
}

// inject applies the damage. An injection that has begun is finished even if the drill is cancelled: cut short, it could still
// complete at the engine after its revert.
func (r *Injector) inject(ctx context.Context, h *hold) error {
	defer close(h.injected)
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), injectTime)
	defer cancel()
	err := h.fault.Inject(ctx, r.setup.Target, h.Undo)
	r.setup.Journal.Injected(h.ID, err)
	return err
}

// newHold makes the fault that an entry describes.
func newHold(x Index, e Entry) (*hold, error) {
	fault, problems := x.Decode(e.Kind, e.On, e.Params)
	if len(problems) > 0 {
		return nil, &ProblemsError{ID: e.ID, Problems: problems}
	}
	kind, err := x.Kind(e.Kind)
	if err != nil {
		return nil, err
	}
	e.Causes = kind.Causes
	return &hold{Entry: e, fault: fault, within: kind.within(fault), injected: make(chan struct{})}, nil
}

// ProblemsError reports wrong parameters of a fault.
type ProblemsError struct {
	ID       string
	Problems []Problem
}

func (e *ProblemsError) Error() string {
	messages := make([]string, len(e.Problems))
	for i, p := range e.Problems {
		messages[i] = p.Message
	}
	return fmt.Sprintf("%q: %s", e.ID, strings.Join(messages, "; "))
}
