package trials

import (
	"context"
	"errors"
	"fmt"
	"os"
	"time"

	"firedrill/internal/drill"
	"firedrill/internal/runner"
	"firedrill/internal/topology"
	"firedrill/internal/verify"
	"firedrill/stack"
)

// triesOfTrial is the number of attempts for a trial whose drill was invalid, for example because the load was not
// held: that says nothing about the scenario.
const triesOfTrial = 2

// try runs one trial of a scenario. After the last one it judges all of them.
func (v *verification) try(ctx context.Context, s *verified, i int) error {
	t := s.trials[i]
	got, err := v.outcome(ctx, t, v.now[s.scenario.Name][t.Check])
	if err != nil {
		return fmt.Errorf("verify %q, %s: %w", s.scenario.Name, t.Check, err)
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	s.outcomes[i] = got
	fmt.Fprintf(v.Lines, "%s: %s tried\n", s.scenario.Name, t.Check)
	if s.left--; s.left > 0 {
		return nil
	}
	return v.conclude(s)
}

// conclude judges all trials of a scenario, then prints and stores the findings. The caller holds the lock.
func (v *verification) conclude(s *verified) error {
	name := s.scenario.Name
	var shown *verify.Finding
	if f, ok := v.book.Last(name, verify.Shows, v.now[name][verify.Shows], v.imageNames()); ok {
		shown = &f
	}
	var found []verify.Finding
	for i, t := range s.trials {
		f := verify.Judge(t, s.outcomes[i], shown)
		f.Key, f.Images, f.Version, f.At = v.now[name][t.Check], v.imageNames(), v.runner.Version, time.Now().UTC().Truncate(time.Second)
		if t.Check == verify.Shows {
			shown = &f
		}
		if f.OK && !t.Shared {
			if err := os.RemoveAll(s.outcomes[i].Dir); err != nil { // only its figures are kept
				return err
			}
			f.Run = ""
		}
		found = append(found, f)
		fmt.Fprintln(v.Lines, verify.Line(name, f))
	}
	return v.book.Add(name, found...)
}

// outcome runs a trial, or returns the outcome of an equal trial of another scenario.
func (v *verification) outcome(ctx context.Context, t verify.Trial, key string) (verify.Outcome, error) {
	if !t.Shared {
		return v.run(ctx, t)
	}
	v.mu.Lock()
	o := v.shared[key]
	if o == nil {
		o = &once{}
		v.shared[key] = o
	}
	v.mu.Unlock()
	o.do.Do(func() { o.got, o.err = v.run(ctx, t) })
	return o.got, o.err
}

// run runs a trial in its own lab.
func (v *verification) run(ctx context.Context, t verify.Trial) (got verify.Outcome, err error) {
	for range triesOfTrial {
		if got, err = v.once(ctx, t); err != nil || !got.Busy() {
			return got, err
		}
	}
	return got, nil
}

func (v *verification) once(ctx context.Context, t verify.Trial) (verify.Outcome, error) {
	ask := runner.Request{Scenario: t.Scenario, Lab: t.Lab, Seed: Seed}
	if t.After > 0 {
		ask.Prepare = func(d *drill.Drill, at runner.Place) { d.Response = response(t, at) }
	}
	began := time.Now()
	dir, broke := v.runner.Quiet().Run(ctx, ask)
	if ctx.Err() != nil {
		return verify.Outcome{}, context.Cause(ctx)
	}
	o, err := outcomeOf(dir, broke, t)
	o.Took = time.Since(began)
	return o, err
}

// outcomeOf returns the outcome of a trial: its result, or the error of the drill.
func outcomeOf(dir string, broke error, t verify.Trial) (o verify.Outcome, err error) {
	if broke != nil {
		o.Error = broke.Error()
		return o, nil
	}
	g, err := runner.Measure(dir, t.Scenario)
	o.Result, o.Windows, o.Dir = g.Result, g.Windows, dir
	return o, err
}

// response returns the manual action of a trial.
func response(t verify.Trial, at runner.Place) *drill.Response {
	r := &drill.Response{After: t.After}
	restart := at.Steps(restartAll(at.Lab))
	switch t.Check {
	case verify.Fixed:
		r.Fix, r.Trigger = at.Steps(t.Scenario.Fix), at.Steps(t.Scenario.Trigger)
	case verify.Restarts:
		r.Fix, r.Again = restart, restart
	case verify.Restart:
		r.Fix, r.Trigger = restart, at.Steps(t.Scenario.Trigger)
	case verify.Unloads:
		r.Fix = []drill.Step{{Text: "kill the client", Do: func(ctx context.Context) error { return killClient(ctx, at) }}}
	case verify.Deletes:
		r.Fix = deleteProxies(at)
	}
	return r
}

// restartAll returns the commands of a responder who restarts every service.
func restartAll(lab stack.Lab) []string {
	var lines []string
	for _, m := range lab.Members() {
		lines = append(lines, "firedrill restart "+m)
	}
	return lines
}

// deleteProxies removes the containers of every proxy.
func deleteProxies(at runner.Place) []drill.Step {
	var steps []drill.Step
	for _, proxy := range at.Lab.Topology().InRole(topology.RoleProxy) {
		steps = append(steps, drill.Step{Text: "delete the balancer", Do: func(ctx context.Context) error {
			return stack.Containers{Engine: at.Engine, Instance: at.Instance}.Delete(ctx, proxy.Name)
		}})
	}
	return steps
}

func killClient(ctx context.Context, at runner.Place) error {
	all, err := at.Engine.List(ctx, stack.LabelLab+"="+at.Instance, stack.LabelService+"="+stack.Client)
	for _, c := range all {
		err = errors.Join(err, at.Engine.Kill(ctx, c.ID, "KILL"))
	}
	return err
}
