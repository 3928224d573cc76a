package labtest

import (
	"context"

	"firedrill/chaos"
	"firedrill/internal/release"
)

// SetAside stops the container in a service's place and leaves none there.
func (c containers) SetAside(_ context.Context, name string) error {
	c.l.mu.Lock()
	defer c.l.mu.Unlock()
	work, _, err := c.call("SetAside", name)
	if work {
		c.l.services[name].setAside()
	}
	return err
}

func (s *service) setAside() {
	if old := s.all[s.place]; old != nil {
		old.status = "exited"
	}
	s.place = ""
}

// Remake cut short leaves the old container aside and nothing in its place.
func (c containers) Remake(ctx context.Context, name string, m chaos.Make) error {
	c.l.mu.Lock()
	defer c.l.mu.Unlock()
	work, half, err := c.call("Remake", name)
	if !work || ctx.Err() != nil {
		return err
	}
	s := c.l.services[name]
	env := s.all[s.place].env
	if m.Env != nil {
		env = m.Env
	}
	s.setAside()
	if half {
		return err
	}
	s.place = c.l.add(s, env)
	now := s.all[s.place]
	now.made = m
	if len(m.Args) > 0 {
		now.status, now.code = "restarting", 2
	}
	return err
}

// PutBack removes what is in the service's place alone.
func (c containers) PutBack(_ context.Context, name, id string) error {
	c.l.mu.Lock()
	defer c.l.mu.Unlock()
	work, _, err := c.call("PutBack", name)
	s := c.l.services[name]
	if !work || s.all[id] == nil {
		return err
	}
	if s.place != id {
		delete(s.all, s.place)
	}
	s.place = id
	s.all[id].status, s.all[id].code = "running", 0
	return err
}

// restarts is how often the engine has started a container again: often, if it was told to.
func (c *container) restarts() int {
	if c.made.Again && c.status == "restarting" {
		return 3
	}
	return 0
}

// short says whether the container has nothing left for a probe every second time: it has few descriptors, or a release
// that stops to take connections.
func (c *container) short() bool {
	c.probes++
	busy := release.Read(environment(c.env)["RELEASE"]).Flaw == release.StopAccepting
	return (c.made.Files > 0 || busy) && c.probes%2 == 0
}

var _ chaos.AsideLab = containers{}
