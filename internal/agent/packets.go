package agent

import (
	"context"
	"errors"
	"fmt"
	"sync"

	"firedrill/chaos"
	"firedrill/chaos/packet"
)

// Operations on packets, in the network namespace that the agent runs in.
const (
	OpDamage   = "packet.damage"   // DamageRequest; reverted when the agent ends
	OpStanding = "packet.standing" // DamageRequest -> chaos.Standing
	OpMend     = "packet.mend"     // DamageRequest
	OpKernel   = "packet.kernel"   // KernelRequest
	OpReach    = "packet.reach"    // ReachRequest -> chaos.Reached
	OpLookup   = "packet.lookup"   // LookupRequest -> chaos.Lookup
	OpLookups  = "packet.lookups"  // LookupRequest -> chaos.Lookups
	OpOrphans  = "packet.orphans"  // removes connection tracking entries that redirect lookups to a killed agent
	OpShow     = "packet.show"     // -> []packet.Shown: what is programmed in the namespace
	OpSweep    = "packet.sweep"    // removes what dead processes left in the namespace
)

// DamageRequest names a damage. OpDamage also needs its parameters.
type DamageRequest struct {
	ID      string       `json:"id"`
	Damage  chaos.Damage `json:"damage"`
	Drivers []string     `json:"drivers,omitempty"` // packet drivers in order of preference
}

// packetOps returns the operations on packets.
func packetOps() map[string]Op {
	return map[string]Op{
		OpDamage: typed(damage), OpStanding: typed(standing), OpMend: typed(mend), OpKernel: typed(kernel),
		OpReach: typed(reach), OpLookup: typed(lookup), OpShow: typed(show), OpSweep: typed(sweep),
		OpLookups: typed(lookups), OpOrphans: typed(orphans),
	}
}

// damages are the active damages to packets of this namespace, by ID.
type damages struct {
	mu  sync.Mutex
	all map[string]*acting
}

// acting is one active damage.
type acting struct {
	packet.Damage
	answered func() uint64 // number of wrong answers; may be nil
	forget   func()
}

// damage starts a damage.
func damage(_ context.Context, s *Session, q DamageRequest) (struct{}, error) {
	s.damages.mu.Lock()
	defer s.damages.mu.Unlock()
	if s.damages.all[q.ID] != nil {
		return struct{}{}, fmt.Errorf("fault %q is already active", q.ID)
	}
	a, err := begin(q)
	if err != nil {
		return struct{}{}, err
	}
	a.forget = s.OnExit(q.ID, func(context.Context) error { return a.Remove() })
	if s.damages.all == nil {
		s.damages.all = map[string]*acting{}
	}
	s.damages.all[q.ID] = a
	return struct{}{}, nil
}

func begin(q DamageRequest) (*acting, error) {
	d := q.Damage
	switch {
	case d.Name != nil:
		return answerWrongly(q.ID, *d.Name)
	case d.Packets == nil:
		return nil, fmt.Errorf("%q names no damage", q.ID)
	case d.Every > 0:
		again, err := beginAgain(q.ID, d)
		return &acting{Damage: again}, err
	}
	once, err := packet.ApplyBy(q.Drivers, q.ID, *d.Packets, d.Seed)
	return &acting{Damage: once}, err
}

// standing returns the state of a damage. A damage that this agent does not know may still be there, left by another
// agent.
func standing(_ context.Context, s *Session, q DamageRequest) (chaos.Standing, error) {
	s.damages.mu.Lock()
	a := s.damages.all[q.ID]
	s.damages.mu.Unlock()
	twice, err := seenTwice()
	st := chaos.Standing{Twice: twice}
	if err != nil {
		return st, err
	}
	if a == nil {
		if st.There, err = packet.Standing(q.ID); st.There {
			st.Why = "another process left it"
		}
		return st, err
	}
	st.Report, err = a.Report()
	st.There = err == nil
	if err != nil {
		st.Why = err.Error()
	}
	if a.answered != nil {
		st.Answered = a.answered()
	}
	return st, nil
}

// mend ends a damage.
func mend(_ context.Context, s *Session, q DamageRequest) (struct{}, error) {
	s.damages.mu.Lock()
	defer s.damages.mu.Unlock()
	a := s.damages.all[q.ID]
	if a == nil {
		_, err := packet.Sweep(q.ID)
		return struct{}{}, err
	}
	if err := a.Remove(); err != nil {
		return struct{}{}, err
	}
	a.forget()
	delete(s.damages.all, q.ID)
	return struct{}{}, nil
}

// show lists what is programmed in this namespace, by any process.
func show(context.Context, *Session, struct{}) ([]packet.Shown, error) {
	all, err := packet.Show()
	return append([]packet.Shown{}, all...), err
}

// sweep removes what dead processes left in the namespace.
func sweep(context.Context, *Session, struct{}) (struct{}, error) {
	return struct{}{}, packet.Clear()
}

// orphans ends the redirects of killed agents: their rules went with them, but the connection tracking entries did
// not.
func orphans(context.Context, *Session, struct{}) (struct{}, error) {
	_, err := packet.FlushOrphaned()
	if errors.Is(err, packet.ErrKernel) {
		err = nil // a kernel without the table redirects nothing
	}
	return struct{}{}, err
}
