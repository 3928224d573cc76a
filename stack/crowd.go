package stack

import (
	"context"
	"time"

	"firedrill/chaos"
	"firedrill/internal/agent"
	"firedrill/stack/shop/workload"
)

const (
	// Workload names what a lab's users do, in the plan of a load.
	Workload = workload.Name
	// ReadyPath is a page of the site that is available once every service of the lab works.
	ReadyPath = workload.ReadyPath
)

// crowdTime bounds one request about a crowd. The crowd may have to log in before it starts.
const crowdTime = 25 * time.Second

// crowd sends extra traffic to the lab's site, from where its users are.
type crowd struct{ r *Running }

func (c crowd) Start(ctx context.Context, id string, p chaos.Pressure) error {
	site := agent.Site{URL: SiteURL, CA: c.r.CA, Workload: Workload}
	return c.call(ctx, agent.OpPress, agent.PressRequest{ID: id, Pressure: p, Site: site}, nil)
}

func (c crowd) Status(ctx context.Context, id string) (chaos.Pressed, error) {
	var p chaos.Pressed
	err := c.call(ctx, agent.OpPressing, agent.PressingRequest{ID: id}, &p)
	return p, err
}

func (c crowd) Stop(ctx context.Context, id string) error {
	return c.call(ctx, agent.OpEase, agent.PressingRequest{ID: id}, nil)
}

// call waits for the answer even if ctx ends, like a call to the stores: otherwise a revert could overtake the start
// that it reverts.
func (c crowd) call(ctx context.Context, op string, q, result any) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), crowdTime)
	defer cancel()
	return c.r.client.Call(ctx, op, q, result)
}
