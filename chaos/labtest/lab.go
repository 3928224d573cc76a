// Package labtest is a lab in memory, for tests of faults and of the injector. Its services have containers that change state as an
// engine's do, and calls can be made to fail or to stop half way. It tests decisions only; real containers test that a fault works.
package labtest

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"time"

	"firedrill/chaos"
	"firedrill/internal/record"
)

// Lab is a lab in memory. Its methods may be called from several goroutines.
type Lab struct {
	*chaos.Target
	mu       sync.Mutex
	services map[string]*service
	made     int
	ticks    int // counts starts, for their times
	visits   int // of the site, which the replicas answer in turn
	calls    []string
	plans    map[string]plan
}

// plan is what a call does instead of succeeding.
type plan struct {
	err  error
	half bool // do the first half before failing
}

// service is the container in a service's place, and those that are set aside.
type service struct {
	place string // id of the container in its place, "" while there is none
	first string // id of the container that it came up with
	all   map[string]*container
}

type container struct {
	number  int // in which order they were made
	env     []string
	status  string
	code    int
	started time.Time
	files   map[string]string
	loaded  string // the configuration that nginx has taken
	worker  int    // counts how often it took one
	limits  chaos.Limits
	made    chaos.Replacement
	probes  int
	asked   int   // requests of the route that its release fails
	grown   int64 // what its release has not given back
	oom     bool
	off     bool  // the network
	held    int64 // nanoseconds held back, which grow with each look
	spent   int64 // nanoseconds computed, likewise
	looks   int64 // at what it uses, one a second
	work    map[string]chaos.Work
}

// New returns a lab with a running container for each service, all with that environment.
func New(env []string, services ...string) *Lab {
	l := &Lab{services: map[string]*service{}, plans: map[string]plan{}}
	for _, name := range services {
		s := &service{all: map[string]*container{}}
		l.services[name] = s
		s.place = l.add(s, env)
		s.first = s.place
	}
	c, stores := containers{l}, l.stores()
	l.Target = &chaos.Target{Probes: l, Containers: c, SQL: stores, Redis: stores, Config: c, HTTP: l, Stress: stress{c}, Limits: c}
	return l
}

// Fail makes the next call of that name, such as "Start redis", fail.
func (l *Lab) Fail(call string, err error) { l.plan(call, plan{err: err}) }

// Cut makes the next call of that name do half of its work and then fail, as if the caller died.
func (l *Lab) Cut(call string) { l.plan(call, plan{fmt.Errorf("cut in %q", call), true}) }

func (l *Lab) plan(call string, p plan) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.plans[call] = p
}

// Calls returns the calls that changed something, in order, and forgets them.
func (l *Lab) Calls() []string {
	l.mu.Lock()
	defer l.mu.Unlock()
	calls := l.calls
	l.calls = nil
	return calls
}

// Kept counts the containers of a service, including those set aside.
func (l *Lab) Kept(name string) int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return len(l.services[name].all)
}

// Replace recreates a service as someone else would: one container with that environment, and no other.
func (l *Lab) Replace(name string, env []string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	s := l.services[name]
	s.all = map[string]*container{}
	s.place = l.add(s, env)
	s.first = s.place
}

// Probe answers as the service's container would.
func (l *Lab) Probe(_ context.Context, name string) chaos.Answer {
	l.mu.Lock()
	defer l.mu.Unlock()
	c := l.current(name)
	switch {
	case c == nil || c.off:
		return chaos.Answer{Class: record.ClassDNS, Detail: "no such name"}
	case c.status == "running" && c.short():
		return chaos.Answer{Class: record.ClassTimeout}
	case c.status == "running":
		return chaos.Answer{OK: true, Took: time.Millisecond}
	case c.status == "paused":
		return chaos.Answer{Class: record.ClassTimeout}
	}
	return chaos.Answer{Class: record.ClassRefused}
}

// Settings shows the environment of the service's container.
func (l *Lab) Settings(_ context.Context, name string) (map[string]string, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	c := l.current(name)
	if c == nil || c.status != "running" {
		return nil, fmt.Errorf("%q does not answer", name)
	}
	return environment(c.env), nil
}

// current returns the container in a service's place, nil if there is none.
func (l *Lab) current(name string) *container {
	s := l.services[name]
	if s == nil {
		return nil
	}
	return s.all[s.place]
}

// add creates a container, and starts it.
func (l *Lab) add(s *service, env []string) string {
	l.made++
	id := fmt.Sprintf("c%d", l.made)
	s.all[id] = &container{number: l.made, env: slices.Clone(env), status: "running", started: time.Unix(int64(l.made), 0),
		files: map[string]string{chaos.NginxConf: Conf}, loaded: Conf, limits: Roomy}
	return id
}
