package stack

import (
	"context"
	"fmt"
	"time"

	"firedrill/internal/engine"

	"golang.org/x/sync/errgroup"
)

// agentGrace is the time that an agent gets to revert its changes before it is killed.
const agentGrace = 5 * time.Second

// EndAgents makes the agents of a run revert their changes and exit. Otherwise the agents of a dead controller would
// continue until their lease expires, in parallel to the clean-up of the run.
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
		_ = e.Unpause(ctx, c.ID) // if this fails, so does the stop below, with its own error
	}
	err := e.Stop(ctx, c.ID, agentGrace)
	if err == nil {
		return nil
	}
	if now, ierr := e.Inspect(ctx, c.ID); ierr == nil && now.Status != statusRunning && now.Status != statusPaused {
		return nil // it exited in the meantime
	}
	return fmt.Errorf("end agent %q: %w", c.Name, err)
}
