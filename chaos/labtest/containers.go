package labtest

import (
	"context"
	"fmt"
	"strings"
	"time"

	"firedrill/chaos"
)

type containers struct{ l *Lab }

// call records a call, and returns whether to do its work, or half of it, and the error to return.
func (c containers) call(what, name string) (work, half bool, err error) {
	key := what + " " + name
	c.l.calls = append(c.l.calls, key)
	p, planned := c.l.plans[key]
	delete(c.l.plans, key)
	if planned {
		return p.half, p.half, p.err
	}
	if c.l.services[name] == nil {
		return false, false, fmt.Errorf("no service %q", name)
	}
	return true, false, nil
}

func (c containers) State(_ context.Context, name string) (chaos.State, error) {
	c.l.mu.Lock()
	defer c.l.mu.Unlock()
	if p, planned := c.l.plans["State "+name]; planned {
		delete(c.l.plans, "State "+name)
		return chaos.State{}, p.err
	}
	s := c.l.services[name]
	if s == nil {
		return chaos.State{Status: "missing"}, nil
	}
	now := s.all[s.place]
	if now == nil {
		return chaos.State{Original: s.first, Status: "missing"}, nil
	}
	return chaos.State{ID: s.place, Original: s.first, Status: now.status, ExitCode: now.code, Started: now.started, OOM: now.oom,
		Restarts: now.restarts(), Files: now.made.Files}, nil
}

// become changes the state of a container from one of some states to another.
func (c containers) become(what, name string, from []string, to string, code int) error {
	c.l.mu.Lock()
	defer c.l.mu.Unlock()
	work, _, err := c.call(what, name)
	if !work {
		return err
	}
	now := c.l.current(name)
	if now == nil {
		return fmt.Errorf("no container of %q", name)
	}
	for _, status := range from {
		if now.status == status {
			now.status, now.code = to, code
			if to == "exited" {
				now.work = nil // what ran beside its process has ended with it
			}
			if what == "Start" {
				c.l.ticks++
				now.oom = false
				now.started = now.started.Add(time.Duration(c.l.ticks))
			}
			if what == "Start" && name == "nginx" {
				c.boot(now)
			}
			return err
		}
	}
	return fmt.Errorf("can't %s %q, which is %s", strings.ToLower(what), name, now.status)
}

func (c containers) Start(_ context.Context, name string) error {
	return c.become("Start", name, []string{"exited", "created", "running"}, "running", 0)
}

func (c containers) Stop(_ context.Context, name string, _ time.Duration) error {
	return c.become("Stop", name, []string{"running", "paused", "exited", "restarting"}, "exited", 0)
}

func (c containers) Kill(_ context.Context, name, signal string) error {
	if signal == "HUP" {
		return c.reload(name)
	}
	code, known := map[string]int{"KILL": 137, "TERM": 0, "INT": 130}[signal]
	if !known {
		return fmt.Errorf("no signal %q", signal)
	}
	return c.become("Kill", name, []string{"running"}, "exited", code)
}

func (c containers) Pause(_ context.Context, name string) error {
	return c.become("Pause", name, []string{"running"}, "paused", 0)
}

func (c containers) Unpause(_ context.Context, name string) error {
	return c.become("Unpause", name, []string{"paused"}, "running", 0)
}

func (c containers) Env(_ context.Context, id string) ([]string, error) {
	c.l.mu.Lock()
	defer c.l.mu.Unlock()
	for _, s := range c.l.services {
		if found := s.all[id]; found != nil {
			return found.env, nil
		}
	}
	return nil, fmt.Errorf("no container %q", id)
}

func environment(env []string) map[string]string {
	m := map[string]string{}
	for _, entry := range env {
		name, value, _ := strings.Cut(entry, "=")
		m[name] = value
	}
	return m
}
