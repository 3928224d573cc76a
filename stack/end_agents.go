package stack

import (
	"context"
	"fmt"
	"time"

	"firedrill/internal/engine"

	"golang.org/x/sync/errgroup"
)

// agentGrace is how long an agent may take to take back what it did. It is killed then.
const agentGrace = 5 * time.Second

// EndAgents has the agents of a run take back what they do, and end. Without it those of a controller that died would go
// on until their lease is over, beside whoever undoes the run.
func EndAgents(ctx context.Context, e *engine.Engine, run string) error {
	all, err := e.List(ctx, LabelRun+"="+run)
	if err != nil {
		return err
	}
	var group errgroup.Group
	for _, c := range all {
		if service := c.Labels[LabelService]; service != Client && service != Sidecar {
			continue
		}
		group.Go(func() error { return endAgent(ctx, e, c) })
	}
	return group.Wait()
}

func endAgent(ctx context.Context, e *engine.Engine, c engine.Listed) error {
	if c.Status == statusPaused {
		_ = e.Unpause(ctx, c.ID) // if it can't be, stopping it fails and says so
	}
	err := e.Stop(ctx, c.ID, agentGrace)
	if err == nil {
		return nil
	}
	if now, ierr := e.Inspect(ctx, c.ID); ierr == nil && now.Status != statusRunning && now.Status != statusPaused {
		return nil // it ended by itself meanwhile
	}
	return fmt.Errorf("end agent %q: %w", c.Name, err)
}
