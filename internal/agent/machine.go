package agent

import (
	"context"
	"sync"

	"firedrill/internal/canary"
)

// OpMachine tells how much time the machine had for the agent since the last call: nothing -> MachineReply. The first call
// starts the measurement.
const OpMachine = "machine"

// MachineReply holds the seconds that were completed since the last call, oldest first.
type MachineReply struct {
	Seconds []canary.Second `json:"seconds"`
}

// watching is the canary of a session, which is started when it is first asked for.
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

// Machine tells how much time the machine had for the agent since the last call.
func (c *Client) Machine(ctx context.Context) (MachineReply, error) {
	return call[MachineReply](ctx, c, OpMachine, nil)
}
