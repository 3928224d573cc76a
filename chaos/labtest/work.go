package labtest

import (
	"context"
	"errors"
	"fmt"

	"firedrill/chaos"
)

// stress runs programs in the containers.
type stress struct{ containers }

// Start cut short does not begin.
func (c stress) Start(ctx context.Context, name, id string, w chaos.Work) error {
	c.l.mu.Lock()
	defer c.l.mu.Unlock()
	work, half, err := c.call("Start work", name)
	now := c.l.current(name)
	switch {
	case !work || half || ctx.Err() != nil:
		return errors.Join(err, ctx.Err())
	case now == nil || now.status != "running":
		return fmt.Errorf("%q does not run", name)
	}
	if w.Take > 0 { // all of its memory is taken: its process is killed, and this with it
		now.status, now.code, now.oom = "exited", 137, true
		return errors.New("it says nothing")
	}
	if now.work == nil {
		now.work = map[string]chaos.Work{}
	}
	now.work[id] = w
	return nil
}

// Running finds no program in a container that does not run.
func (c stress) Running(_ context.Context, name, id string) (bool, error) {
	c.l.mu.Lock()
	defer c.l.mu.Unlock()
	if p, planned := c.l.plans["Running "+name]; planned {
		delete(c.l.plans, "Running "+name)
		return false, p.err
	}
	now := c.l.current(name)
	if now == nil {
		return false, nil
	}
	_, there := now.work[id]
	return there, nil
}

// Stop ends it.
func (c stress) Stop(_ context.Context, name, id string) error {
	c.l.mu.Lock()
	defer c.l.mu.Unlock()
	work, _, err := c.call("Stop work", name)
	if now := c.l.current(name); work && now != nil {
		delete(now.work, id)
	}
	return err
}

// does adds up the programs in a container.
func (c *container) does() (all chaos.Work) {
	for _, w := range c.work {
		all.Spin += w.Spin
		all.Hold += w.Hold
		all.Fill += w.Fill
	}
	return all
}

var _ chaos.Stress = stress{}
