package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"firedrill/internal/drill"
	"firedrill/internal/engine"
	"firedrill/internal/verify"
	"firedrill/stack"

	"github.com/mattn/go-shellwords"
)

// triesOfTrial is how often a trial is run that was no drill, such as when the machine could not hold the load: that says
// nothing of the scenario.
const triesOfTrial = 2

// try runs one trial of a scenario, and, when it was the last, says what all of them show.
func (v *verification) try(ctx context.Context, s *verified, i int) error {
	t := s.trials[i]
	got, err := v.outcome(ctx, t, v.now[s.scenario.Name][t.Check])
	if err != nil {
		return fmt.Errorf("verify %q, %s: %w", s.scenario.Name, t.Check, err)
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	s.outcomes[i] = got
	fmt.Fprintf(v.lines, "%s: %s tried\n", s.scenario.Name, t.Check)
	if s.left--; s.left > 0 {
		return nil
	}
	return v.conclude(s)
}

// conclude judges all trials of a scenario, tells and keeps what was found. The caller holds the lock.
func (v *verification) conclude(s *verified) error {
	name := s.scenario.Name
	var shown *verify.Finding
	if f, ok := v.book.Last(name, verify.Shows, v.now[name][verify.Shows], v.imageNames()); ok {
		shown = &f
	}
	var found []verify.Finding
	for i, t := range s.trials {
		f := verify.Judge(t, s.outcomes[i], shown)
		f.Key, f.Images, f.Version, f.At = v.now[name][t.Check], v.imageNames(), version, time.Now().UTC().Truncate(time.Second)
		if t.Check == verify.Shows {
			shown = &f
		}
		if f.OK && !t.Shared {
			if err := os.RemoveAll(s.outcomes[i].Dir); err != nil { // its figures are what counts
				return err
			}
			f.Run = ""
		}
		found = append(found, f)
		fmt.Fprintln(v.lines, verify.Line(name, f))
	}
	return v.book.Add(name, found...)
}

// outcome runs a trial, or takes what another scenario's gave that is the same.
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

// run runs a trial in a lab of its own.
func (v *verification) run(ctx context.Context, t verify.Trial) (got verify.Outcome, err error) {
	for range triesOfTrial {
		if got, err = v.once(ctx, t); err != nil || got.Result == nil || !got.Result.Code.Busy() {
			return got, err
		}
	}
	return got, nil
}

func (v *verification) once(ctx context.Context, t verify.Trial) (verify.Outcome, error) {
	silent := *v.app
	silent.stdout, silent.stderr = io.Discard, io.Discard
	ask := attempt{scenario: t.Scenario, flags: runFlags{lab: t.Lab, seed: verifySeed}}
	if t.After > 0 {
		ask.prepare = func(d *drill.Drill, b *bench, lab stack.Lab, instance string) {
			d.Response = v.app.response(t, b, lab, instance)
		}
	}
	began := time.Now()
	dir, broke := silent.attempt(ctx, ask)
	if ctx.Err() != nil {
		return verify.Outcome{}, context.Cause(ctx)
	}
	o, err := came(dir, broke, t)
	o.Took = time.Since(began)
	return o, err
}

// came is what a trial came to: its result, or what the drill broke by.
func came(dir string, broke error, t verify.Trial) (o verify.Outcome, err error) {
	if broke != nil {
		o.Error = broke.Error()
	} else {
		var g graded
		g, err = measure(dir, t.Scenario)
		o.Result, o.Windows, o.Dir = g.Result, g.Windows, dir
	}
	return o, err
}

// response is what is done by hand in a trial.
func (a *app) response(t verify.Trial, b *bench, lab stack.Lab, instance string) *drill.Response {
	r := &drill.Response{After: t.After}
	switch t.Check {
	case verify.Fixed:
		r.Fix, r.Trigger = a.typed(b, instance, t.Scenario.Fix), a.typed(b, instance, t.Scenario.Trigger)
	case verify.Restarts:
		r.Fix = a.typed(b, instance, restartAll(lab))
		r.Again = r.Fix
	case verify.Restart:
		r.Fix, r.Trigger = a.typed(b, instance, restartAll(lab)), a.typed(b, instance, t.Scenario.Trigger)
	case verify.Unloads:
		r.Fix = []drill.Step{{Text: "kill the client", Do: func(ctx context.Context) error { return killClient(ctx, b.engine, instance) }}}
	case verify.Deletes:
		r.Fix = []drill.Step{{Text: "delete the balancer", Do: func(ctx context.Context) error {
			return stack.Containers{Engine: b.engine, Instance: instance}.Delete(ctx, stack.Nginx)
		}}}
	}
	return r
}

// restartAll is what one types who thinks that a restart mends everything.
func restartAll(lab stack.Lab) []string {
	var lines []string
	for _, m := range lab.Members() {
		lines = append(lines, "firedrill restart "+m)
	}
	return lines
}

func killClient(ctx context.Context, e *engine.Engine, instance string) error {
	all, err := e.List(ctx, stack.LabelLab+"="+instance, stack.LabelService+"="+stack.Client)
	for _, c := range all {
		err = errors.Join(err, e.Kill(ctx, c.ID, "KILL"))
	}
	return err
}

// typed are commands as a responder would type them, in a lab of that name.
func (a *app) typed(b *bench, instance string, lines []string) []drill.Step {
	var steps []drill.Step
	for _, line := range lines {
		steps = append(steps, drill.Step{Text: line, Do: func(ctx context.Context) error { return a.enterLine(ctx, b, instance, line) }})
	}
	return steps
}

// enterLine runs a command line of our own in another process, as a person at another terminal would.
func (a *app) enterLine(ctx context.Context, b *bench, instance, line string) error {
	words, err := ourCommand(line)
	if err != nil {
		return err
	}
	said, err := a.placeOf(b, instance).command(ctx, append([]string{words[0], "--lab", instance}, words[1:]...)...).CombinedOutput()
	if err != nil {
		return fmt.Errorf("%w: %s", err, strings.TrimSpace(string(said)))
	}
	return nil
}

// ourCommand splits a line into words as a shell does, without the program's own name.
func ourCommand(line string) ([]string, error) {
	words, err := shellwords.Parse(line)
	if err != nil {
		return nil, fmt.Errorf("%q is no command line: %w", line, err)
	}
	if len(words) < 2 || words[0] != "firedrill" {
		return nil, fmt.Errorf("%q does not begin with firedrill and a command of it", line)
	}
	return words[1:], nil
}
