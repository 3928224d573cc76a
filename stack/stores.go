package stack

import (
	"context"
	"time"

	"firedrill/chaos"
	"firedrill/internal/agent"
)

// storeTime bounds one request to a data store, including the agent's own limit.
const storeTime = 15 * time.Second

// stores acts on the lab's data stores through the agent.
type stores struct{ r *Running }

func (s stores) Query(ctx context.Context, q chaos.Query) ([][]string, error) {
	reply, err := s.ask(ctx, agent.OpSQL, q)
	return reply.Rows, err
}

func (s stores) Do(ctx context.Context, c chaos.Command) ([]string, error) {
	reply, err := s.ask(ctx, agent.OpRedis, c)
	return reply.Words, err
}

func (s stores) Login(ctx context.Context, l chaos.Logins) (int, error) {
	reply, err := s.ask(ctx, agent.OpLogin, l)
	return reply.Count, err
}

// ask converts a refusal, which the agent sends as an answer, to an error.
func (s stores) ask(ctx context.Context, op string, q any) (agent.StoreReply, error) {
	var reply agent.StoreReply
	if err := s.call(ctx, op, q, &reply); err != nil {
		return reply, err
	}
	if reply.Refused != nil {
		return reply, reply.Refused
	}
	return reply, nil
}

// call waits for the answer even if ctx ends: a later request, such as a revert, must not be overtaken by this one. The
// agent bounds each request, and so does this function.
func (s stores) call(ctx context.Context, op string, q, result any) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	bounded, cancel := context.WithTimeout(context.WithoutCancel(ctx), storeTime)
	defer cancel()
	return s.r.client.Call(bounded, op, q, result)
}

func (s stores) Hold(ctx context.Context, h chaos.Hold) error {
	return s.call(ctx, agent.OpHold, h, nil)
}

func (s stores) Held(ctx context.Context, name string) (chaos.Held, error) {
	var h chaos.Held
	err := s.call(ctx, agent.OpHeld, agent.HeldRequest{Name: name}, &h)
	return h, err
}

func (s stores) Release(ctx context.Context, name string) error {
	return s.call(ctx, agent.OpRelease, agent.HeldRequest{Name: name}, nil)
}
