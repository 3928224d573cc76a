package runner

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"time"

	"firedrill/chaos/catalogue"
	"firedrill/internal/drill"
	"firedrill/internal/record"
	"firedrill/internal/topology"
	"firedrill/stack"

	"golang.org/x/sync/errgroup"
)

// Run executes a drill and returns the folder of its record. A drill that failed has a record too, marked invalid;
// errors beyond that are reported as Problem events. An error means that there is no record.
func (r *Runner) Run(ctx context.Context, q Request) (string, error) {
	b, lab, err := r.OpenFor(ctx, q.Lab, q.Scenario.Lab)
	if err != nil {
		return "", err
	}
	defer b.Engine.Close()
	if q.Scenario, err = drill.Resolve(q.Scenario, lab); err != nil {
		return "", err
	}
	p := prepared{Request: q, lab: drill.Furnish(q.Scenario, lab, catalogue.All()), dir: filepath.Join(r.Settings.Runs, b.RunID)}
	if q.Sealed {
		p.dir, p.lab = b.Home.Sealed(b.RunID), drill.FurnishAll(p.lab)
	}
	err = b.conduct(ctx, p)
	if err == nil {
		return p.dir, nil
	}
	if errors.Is(err, context.Canceled) || !isFile(filepath.Join(p.dir, record.EventsFile)) {
		if q.Sealed && !b.Home.Knows(b.RunID) { // otherwise clean reads its journal first
			err = errors.Join(err, os.RemoveAll(p.dir))
		}
		return "", err
	}
	for _, text := range unrecorded(err) {
		r.notify(Problem{text})
	}
	return p.dir, nil
}

func isFile(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.Mode().IsRegular()
}

// conduct brings the lab up, runs the drill, and puts everything back, whatever happens.
func (b *Bench) conduct(ctx context.Context, p prepared) (err error) {
	if p.Instance == "" {
		p.Instance = p.lab.Name + "-" + b.RunID[strings.LastIndex(b.RunID, "-")+1:]
	}
	if p.Keep || p.Reuse {
		p.Instance = p.lab.Name
	}
	owner := drill.Owner{Instance: p.Instance, Kept: p.Reuse}
	if p.Reuse {
		if owner.Lab, err = reusable(ctx, b, p.Instance); err != nil {
			return err
		}
	}
	session, err := b.Session(owner, p.dir)
	if err != nil {
		return err
	}
	keep := false
	defer func() {
		if keep {
			err = errors.Join(err, session.Leave())
		} else {
			err = errors.Join(err, session.End(ctx))
		}
	}()
	if p.images, err = b.Supply(ctx, p.lab, session.Journal); err != nil {
		return err
	}
	p.prober = &drill.Prober{Engine: b.Engine, Self: p.images.Self, Run: b.RunID, Lab: p.lab}
	if p.Reuse {
		p.prober.Up = p.Instance
	}
	err = b.inLab(ctx, p, session)
	keep = p.Keep && err == nil
	return err
}

// inLab starts the lab and runs the drill in it.
func (b *Bench) inLab(ctx context.Context, p prepared, session *drill.Session) (err error) {
	sink := &drill.Sink{OnBatch: func(batch []record.Sample) { b.notify(Samples{batch}) }}
	defer b.serveUsers(p.Instance, sink)()
	running, err := b.ready(ctx, p, sink)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, running.Release()) }()
	if p.Settle != nil {
		if err := p.Settle(ctx, b, running); err != nil {
			return err
		}
	}
	meter := running.Meter()
	defer meter.Close()
	d, err := b.drill(ctx, p, running, session, sink)
	if err != nil {
		return err
	}
	d.Meter = meter
	b.notify(LoadBegins{})
	defer b.notify(LoadEnds{})
	return d.Run(ctx)
}

// ready starts the lab, and meanwhile checks that its engine supports the scenario.
func (b *Bench) ready(ctx context.Context, p prepared, sink *drill.Sink) (running *stack.Running, err error) {
	var group errgroup.Group
	group.Go(func() error { return drill.CheckNeeds(ctx, p.prober, p.Scenario) })
	running, err = b.enter(ctx, p, sink)
	if err = errors.Join(err, group.Wait()); err != nil && running != nil {
		err = errors.Join(err, running.Release())
	}
	return running, err
}

// enter starts the lab, or attaches to the running one.
func (b *Bench) enter(ctx context.Context, p prepared, sink *drill.Sink) (*stack.Running, error) {
	if p.Reuse {
		running, err := stack.Find(ctx, b.Engine, p.Instance)
		if err != nil {
			return nil, err
		}
		running.TellChanges(b.Home.Tell(running.Run()))
		return running, running.Join(ctx, stack.JoinRequest{Run: b.RunID, Self: p.images.Self, OnSamples: sink.Add})
	}
	began := time.Now()
	running, err := stack.Up(ctx, b.Engine, stack.Request{Lab: p.lab, Instance: p.Instance, Run: b.RunID, Kept: p.Keep,
		Images: p.images, OnSamples: sink.Add})
	if err != nil {
		return nil, err
	}
	running.TellChanges(b.Home.Tell(running.Run()))
	b.notify(LabUp{Instance: p.Instance, Took: time.Since(began), Shops: len(p.lab.Topology().InRole(topology.RoleApp))})
	return running, nil
}
