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
	OpDamage   = "packet.damage"   // DamageRequest; taken back when the agent ends
	OpStanding = "packet.standing" // DamageRequest -> chaos.Standing
	OpMend     = "packet.mend"     // DamageRequest
	OpKernel   = "packet.kernel"   // KernelRequest
	OpReach    = "packet.reach"    // ReachRequest -> chaos.Reached
	OpLookup   = "packet.lookup"   // LookupRequest -> chaos.Lookup
	OpLookups  = "packet.lookups"  // LookupRequest -> chaos.Lookups
	OpOrphans  = "packet.orphans"  // removes connection tracking entries that lead lookups to an agent that was killed
	OpShow     = "packet.show"     // -> []packet.Shown: what is programmed in the namespace
	OpSweep    = "packet.sweep"    // removes what processes that are gone left there
)

// DamageRequest names a damage, and says what it is where it is to begin.
type DamageRequest struct {
	ID      string       `json:"id"`
	Damage  chaos.Damage `json:"damage"`
	Drivers []string     `json:"drivers,omitempty"` // by which packets are damaged, the first that can
}

// packetOps are the operations on packets.
func packetOps() map[string]Op {
	return map[string]Op{
		OpDamage: typed(damage), OpStanding: typed(standing), OpMend: typed(mend), OpKernel: typed(kernel),
		OpReach: typed(reach), OpLookup: typed(lookup), OpShow: typed(show), OpSweep: typed(sweep),
		OpLookups: typed(lookups), OpOrphans: typed(orphans),
	}
}

// damages are what acts on the packets of this namespace, by id.
type damages struct {
	mu  sync.Mutex
	all map[string]*acting
}

// acting is one damage.
type acting struct {
	packet.Damage
	answered func() uint64 // lookups that were answered wrongly; may be nil
	forget   func()
}

// damage begins one.
func damage(_ context.Context, s *Session, q DamageRequest) (struct{}, error) {
	s.damages.mu.Lock()
	defer s.damages.mu.Unlock()
	if s.damages.all[q.ID] != nil {
		return struct{}{}, fmt.Errorf("%q acts already", q.ID)
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
		return nil, fmt.Errorf("%q asks for no damage", q.ID)
	case d.Every > 0:
		again, err := beginAgain(q.ID, d)
		return &acting{Damage: again}, err
	}
	once, err := packet.ApplyBy(q.Drivers, q.ID, *d.Packets, d.Seed)
	return &acting{Damage: once}, err
}

// standing looks at a damage. One that this agent doesn't know may be there all the same, left by another.
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

// show tells what is programmed in this namespace, whoever did it.
func show(context.Context, *Session, struct{}) ([]packet.Shown, error) {
	all, err := packet.Show()
	return append([]packet.Shown{}, all...), err
}

// sweep removes what is left there of processes that are gone.
func sweep(context.Context, *Session, struct{}) (struct{}, error) {
	return struct{}{}, packet.Clear()
}

// orphans ends the redirects of agents that were killed: their rules went with them, what the kernel tracks did not.
func orphans(context.Context, *Session, struct{}) (struct{}, error) {
	_, err := packet.FlushOrphaned()
	if errors.Is(err, packet.ErrKernel) {
		err = nil // a kernel without the table redirects nothing
	}
	return struct{}{}, err
}
