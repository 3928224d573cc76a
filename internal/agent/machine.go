package agent

import (
	"context"
	"sync"

	"firedrill/internal/canary"
)

// OpMachine returns the canary's measurements since the last call: no request -> MachineReply. The first call starts
// the canary.
const OpMachine = "machine"

// MachineReply holds the seconds completed since the last call, oldest first.
type MachineReply struct {
	Seconds []canary.Second `json:"seconds"`
}

// watching is the canary of a session, started on first use.
type watching struct {
	mu     sync.Mutex
	canary *canary.Canary
}

func machine(_ context.Context, s *Session, _ struct{}) (MachineReply, error) {
	w := &s.watching
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.canary == nil {
		w.canary = canary.Start()
		s.OnExit("canary", func(context.Context) error { w.canary.Stop(); return nil })
	}
	return MachineReply{Seconds: w.canary.Take()}, nil
}

// Machine returns the canary's measurements since the last call.
func (c *Client) Machine(ctx context.Context) (MachineReply, error) {
	return call[MachineReply](ctx, c, OpMachine, nil)
}
