package labtest

import (
	"context"

	"firedrill/chaos"
	"firedrill/internal/release"
)

// Replace cut short leaves the old container aside and nothing in its place. A process without a database can't start.
func (c containers) Replace(ctx context.Context, name string, with chaos.Replacement) error {
	c.l.mu.Lock()
	defer c.l.mu.Unlock()
	work, half, err := c.call("Replace", name)
	if !work || ctx.Err() != nil {
		return err
	}
	s := c.l.services[name]
	old := s.all[s.place]
	if old != nil {
		old.status = "exited"
	}
	s.place = ""
	if half || with.None {
		return err
	}
	env := with.Env
	if env == nil {
		env = old.env
	}
	s.place = c.l.add(s, env)
	now := s.all[s.place]
	now.made = with
	if _, ok := environment(env)["DB_HOST"]; with.Env != nil && !ok {
		now.status, now.code = "exited", 1
	}
	if len(with.Args) > 0 {
		now.status, now.code = "restarting", 2
	}
	return err
}

// Restore removes what is in the service's place, and what was set aside after the container that comes back. Cut short, it
// removes nothing.
func (c containers) Restore(_ context.Context, name, id string) error {
	c.l.mu.Lock()
	defer c.l.mu.Unlock()
	work, half, err := c.call("Restore", name)
	s := c.l.services[name]
	back := s.all[id]
	if !work || back == nil {
		return err
	}
	s.place = id
	if half {
		return err
	}
	back.status, back.code = "running", 0
	for other, c := range s.all {
		if c.number > back.number {
			delete(s.all, other)
		}
	}
	return nil
}

// restarts is how often the engine has restarted a container.
func (c *container) restarts() int {
	if c.made.Again && c.status == "restarting" {
		return 3
	}
	return 0
}

// short reports whether a probe gets no answer, which is every second time: the container has few descriptors, or a release that
// stops accepting connections.
func (c *container) short() bool {
	c.probes++
	busy := release.Read(environment(c.env)["RELEASE"]).Flaw == release.StopAccepting
	return (c.made.Files > 0 || busy) && c.probes%2 == 0
}

var _ chaos.Containers = containers{}
