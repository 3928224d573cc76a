package drill

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"time"

	"firedrill/chaos"
	"firedrill/chaos/catalogue"
	"firedrill/internal/engine"
	"firedrill/internal/topology"
	"firedrill/internal/worker"
	"firedrill/scenarios"
	"firedrill/stack"
)

const (
	proberTime = 60 * time.Second // bounds one trial of a capability; a busy engine takes many seconds to start a container
	proberEnd  = 20 * time.Second // bounds the removal of its container
)

// Prober finds out what an engine can do by trying each capability once on its own container, and what a lab has by
// inspecting it.
type Prober struct {
	Engine *engine.Engine
	Self   string    // image of our own binary
	Run    string    // run that owns the container, for clean-up
	Lab    stack.Lab // the lab that is coming up
	Up     string    // or the instance name of a running lab

	mu    sync.Mutex
	known map[string]error
}

// trials are the checks of each capability, by name.
var trials = map[string]func(ctx context.Context, e *engine.Engine, id string) error{
	string(chaos.NeedPause): func(ctx context.Context, e *engine.Engine, id string) error {
		return errors.Join(e.Pause(ctx, id), e.Unpause(ctx, id))
	},
	string(chaos.NeedUpdate): func(ctx context.Context, e *engine.Engine, id string) error {
		return e.Update(ctx, id, engine.Limits{CPUs: 0.5, Memory: 60 << 20, Pids: 60})
	},
	string(chaos.NeedExec): func(ctx context.Context, e *engine.Engine, id string) error {
		s, err := e.ExecAttached(ctx, id, engine.Exec{Cmd: []string{"/firedrill", worker.Command, worker.Asker}})
		if err != nil {
			return err
		}
		_, err = worker.Ask(ctx, s, worker.Request{Space: "/"})
		_, seen := e.Processes(ctx, id)
		return errors.Join(err, s.Close(), seen)
	},
	string(chaos.NeedRecreate): func(ctx context.Context, e *engine.Engine, id string) error {
		state, err := e.Inspect(ctx, id)
		if err != nil {
			return err
		}
		return errors.Join(e.Rename(ctx, id, state.Name+"-x"), e.Rename(ctx, id, state.Name))
	},
}

// Has tries a capability, or returns the earlier result.
func (p *Prober) Has(ctx context.Context, name string) (ok bool, why string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if err, done := p.known[name]; done {
		return err == nil, text(err)
	}
	if p.known == nil {
		p.known = map[string]error{}
	}
	err := p.try(ctx, name)
	if timedOut(ctx, err) {
		return true, "unknown: its trial timed out"
	}
	p.known[name] = err
	return err == nil, text(err)
}

// timedOut reports that a trial exceeded its own bound. That says nothing about the capability: the engine may be
// busy. The fault is then tried, and its proof decides.
func timedOut(ctx context.Context, err error) bool {
	return ctx.Err() == nil && errors.Is(err, context.DeadlineExceeded)
}

func (p *Prober) try(ctx context.Context, name string) error {
	switch name {
	case string(chaos.NeedDisk):
		return p.findDisk(ctx)
	case string(chaos.NeedReplicas):
		return p.findInstances(ctx, topology.RoleApp, 2, "the app of this lab has one replica")
	case string(chaos.NeedDBReplica):
		return p.findInstances(ctx, topology.RoleReplica, 1, "the database of this lab has no replica")
	}
	if strings.HasPrefix(name, stack.KernelDomain) {
		return stack.TryKernel(ctx, p.Engine, p.Self, p.Run, name)
	}
	trial := trials[name]
	if trial == nil {
		return fmt.Errorf("unknown capability %q", name)
	}
	bounded, cancel := context.WithTimeout(ctx, proberTime)
	defer cancel()
	id, stream, err := p.Engine.StartAttached(bounded, stack.Trial(p.Self, p.Run))
	if err != nil {
		return err
	}
	err = trial(bounded, p.Engine, id)
	end, cancel := context.WithTimeout(context.WithoutCancel(ctx), proberEnd)
	defer cancel()
	return errors.Join(err, stream.Close(), p.Engine.Remove(end, id))
}

// findDisk checks whether the lab's database has a separate disk.
func (p *Prober) findDisk(ctx context.Context) error {
	has := p.Lab.HasDisk()
	if p.Up != "" {
		var err error
		if has, err = stack.HasDisk(ctx, p.Engine, p.Up); err != nil {
			return err
		}
	}
	if !has {
		return errors.New("postgres of this lab has no separate disk")
	}
	return nil
}

// findInstances checks whether the lab has at least n instances in a role.
func (p *Prober) findInstances(ctx context.Context, role topology.Role, n int, lack string) error {
	t := p.Lab.Topology()
	if p.Up != "" {
		var err error
		if t, err = stack.TopologyOf(ctx, p.Engine, p.Up); err != nil {
			return err
		}
	}
	if len(t.InRole(role)) < n {
		return errors.New(lack)
	}
	return nil
}

// CheckNeeds reports which faults of a scenario this engine does not support, before anything is started.
func CheckNeeds(ctx context.Context, p chaos.Prober, s *scenarios.Scenario) error {
	var errs []error
	for _, f := range s.Faults {
		kind, err := catalogue.All().Kind(f.Kind)
		if err != nil {
			return err
		}
		if unmet := chaos.Missing(ctx, p, kind); len(unmet) > 0 {
			errs = append(errs, &chaos.UnmetError{Kind: f.Kind, Unmet: unmet})
		}
	}
	return errors.Join(errs...)
}

var _ chaos.Prober = (*Prober)(nil)
