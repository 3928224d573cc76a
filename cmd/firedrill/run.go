package main

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"time"

	"firedrill/chaos"
	"firedrill/chaos/catalogue"
	"firedrill/internal/drill"
	"firedrill/internal/live"
	"firedrill/internal/record"
	"firedrill/scenarios"
	"firedrill/stack"

	"github.com/spf13/cobra"
	"golang.org/x/sync/errgroup"
)

// runFlags are the choices of one drill.
type runFlags struct {
	lab    string
	seed   uint64
	json   bool
	keep   bool
	reuse  bool
	repeat int
}

func (a *app) runCommand() *cobra.Command {
	var f runFlags
	cmd := &cobra.Command{Use: "run SCENARIO", GroupID: "drill", Short: "Run a drill", Args: args(1, 1, "a scenario"), ValidArgsFunction: completeScenario,
		Long: "Starts a lab, sends load, injects the scenario's faults, proves each one, reverts them, grades what users saw and\n" +
			"removes the lab. SCENARIO is a name from \"firedrill list\" or a file.\n\n" +
			"The exit code is the verdict: 0 pass, 3 fail, 4 inconclusive or invalid. With --repeat it is the worst verdict;\n" +
			"fail is worse than invalid or inconclusive.",
		RunE: func(cmd *cobra.Command, given []string) error { return a.drill(cmd.Context(), given[0], f) }}
	cmd.Flags().StringVar(&f.lab, "lab", "", "lab to run on (default: the scenario's)")
	cmd.Flags().Uint64Var(&f.seed, "seed", 0, "random seed (default: the scenario's, else random)")
	cmd.Flags().BoolVar(&f.json, "json", false, "print only result.json on standard output")
	cmd.Flags().BoolVar(&f.keep, "keep", false, "keep the lab running afterwards, under its own name")
	cmd.Flags().BoolVar(&f.reuse, "reuse", false, "use the running lab of that name, and keep it")
	cmd.Flags().IntVar(&f.repeat, "repeat", 1, "run N drills in sequence, each with its own seed")
	return cmd
}

// drill is the whole way from scenario to report.
func (a *app) drill(ctx context.Context, name string, f runFlags) error {
	s, err := a.scenario(name)
	if err != nil {
		return err
	}
	if f.repeat != 1 {
		return a.repeat(ctx, s, f)
	}
	dir, err := a.attempt(ctx, attempt{scenario: s, flags: f})
	if err != nil {
		return err
	}
	return a.report(ctx, dir, f.json)
}

// attempt is one drill that is asked for.
type attempt struct {
	scenario *scenarios.Scenario
	flags    runFlags
	instance string                                                         // the lab's own name; one is drawn where it is empty
	prepare  func(d *drill.Drill, b *bench, lab stack.Lab, instance string) // what is to be otherwise than in a plain drill; may be nil
	settle   func(ctx context.Context, b *bench, lab *stack.Running) error  // what is to be done to the lab before its users come; may be nil
	sealed   bool                                                           // the record lies in the user's state until the caller has moved it
}

// attempt runs a drill and returns the folder of its record.
func (a *app) attempt(ctx context.Context, t attempt) (string, error) {
	s := t.scenario
	b, lab, err := a.openFor(ctx, t.flags.lab, s.Lab)
	if err != nil {
		return "", err
	}
	defer b.engine.Close()
	if err := drill.CheckTargets(s, lab); err != nil {
		return "", err
	}
	lab = drill.Furnish(s, lab, catalogue.All())
	dir := filepath.Join(b.settings.Runs, b.run)
	if t.sealed {
		dir, lab = b.home.Sealed(b.run), drill.FurnishAll(lab)
	}
	err = a.conduct(ctx, b, conducted{attempt: t, lab: lab, dir: dir})
	if err == nil {
		return dir, nil
	}
	if errors.Is(err, context.Canceled) || !isFile(filepath.Join(dir, record.EventsFile)) {
		if t.sealed && !b.home.Knows(b.run) { // else clean reads its journal first
			err = errors.Join(err, os.RemoveAll(dir))
		}
		return "", err
	}
	// The drill broke, but there is a record of how far it came: its report is worth having, and says that it is invalid.
	for _, line := range unrecorded(err) {
		fmt.Fprintln(a.stderr, line)
	}
	return dir, nil
}

// conducted is one drill about to be run.
type conducted struct {
	attempt
	lab    stack.Lab
	images stack.Images
	dir    string
	prober *drill.Prober
}

// conduct brings the lab up, has the drill run in it, and puts everything back, whatever happens in between.
func (a *app) conduct(ctx context.Context, b *bench, c conducted) (err error) {
	if c.instance == "" {
		c.instance = c.lab.Name + "-" + b.run[strings.LastIndex(b.run, "-")+1:]
	}
	if c.flags.keep || c.flags.reuse {
		c.instance = c.lab.Name
	}
	owner := drill.Owner{Instance: c.instance, Kept: c.flags.reuse}
	if c.flags.reuse {
		if owner.Lab, err = reusable(ctx, b, c.instance); err != nil {
			return err
		}
	}
	session, err := b.session(owner, c.dir, a.environ)
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
	if c.images, err = a.supply(ctx, b, c.lab, session.Journal); err != nil {
		return err
	}
	c.prober = &drill.Prober{Engine: b.engine, Self: c.images.Self, Run: b.run, Lab: c.lab}
	if c.flags.reuse {
		c.prober.Up = c.instance
	}
	sink, board := &drill.Sink{}, &live.Board{}
	sink.OnBatch = board.Add
	defer a.showUsers(b, c.instance, sink)()
	running, err := a.ready(ctx, b, c, sink)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, running.Release()) }()
	if c.settle != nil {
		if err := c.settle(ctx, b, running); err != nil {
			return err
		}
	}
	err = a.watched(ctx, board, func(watch func(drill.Progress)) error {
		return b.drill(ctx, c, running, session, sink, watch)
	})
	keep = c.flags.keep && err == nil
	return err
}

// ready has the lab up, and knows that its engine can do what the scenario asks for. It finds out meanwhile.
func (a *app) ready(ctx context.Context, b *bench, c conducted, sink *drill.Sink) (running *stack.Running, err error) {
	var group errgroup.Group
	group.Go(func() error { return drill.CheckNeeds(ctx, c.prober, c.scenario) })
	running, err = a.enter(ctx, b, c, sink)
	if err = errors.Join(err, group.Wait()); err != nil && running != nil {
		err = errors.Join(err, running.Release())
	}
	return running, err
}

// enter starts the lab, or takes hold of the one that is up.
func (a *app) enter(ctx context.Context, b *bench, c conducted, sink *drill.Sink) (*stack.Running, error) {
	if c.flags.reuse {
		running, err := stack.Find(ctx, b.engine, c.instance)
		if err != nil {
			return nil, err
		}
		running.TellChanges(b.home.Tell(running.Run()))
		return running, running.Join(ctx, stack.JoinRequest{Run: b.run, Self: c.images.Self, OnSamples: sink.Add})
	}
	began := time.Now()
	running, err := stack.Up(ctx, b.engine, stack.Request{Lab: c.lab, Instance: c.instance, Run: b.run, Kept: c.flags.keep,
		Images: c.images, OnSamples: sink.Add})
	if err != nil {
		return nil, err
	}
	running.TellChanges(b.home.Tell(running.Run()))
	fmt.Fprintf(a.stderr, "lab %q is up in %.1fs: nginx, %s, redis, postgres\n", c.instance, time.Since(began).Seconds(), shops(c.lab))
	return running, nil
}

// drill hands everything to the conductor.
func (b *bench) drill(ctx context.Context, c conducted, running *stack.Running, session *drill.Session, sink *drill.Sink, watch func(drill.Progress)) error {
	seed := firstSeed(c.flags.seed, c.scenario.Seed)
	versions, err := b.versions(ctx, c.images)
	if err != nil {
		return err
	}
	logs, err := running.Logs(ctx)
	if err != nil {
		return err
	}
	meter := running.Meter()
	defer meter.Close()
	d := drill.Drill{
		Scenario: c.scenario, Meter: meter, Logs: logs,
		Plan: drill.PlanOf(c.scenario, b.run, seed, running.CA),
		Header: record.Header{Schema: record.Schema, Run: b.run, Scenario: c.scenario.Name, Source: string(c.scenario.Source),
			Lab: c.lab.Name, Seed: seed, Versions: versions, Knobs: c.lab.Services[stack.Shop].Env},
		Dir: c.dir, Client: running.Client(), Samples: sink, Watch: watch,
		Events: running,
		Site: chaos.Site{Index: catalogue.All(), Lab: running, Prober: c.prober, Journal: session.Journal,
			Elsewhere: b.home.Elsewhere(session.Owner)},
	}
	if strings.HasPrefix(b.engine.Host(), "unix://") { // another host's processes can't be seen from here
		d.Consumers = b.consumers
	}
	if c.prepare != nil {
		c.prepare(&d, b, c.lab, c.instance)
	}
	if d.Shift != nil || d.Response != nil { // others may change the lab
		d.Changes = b.home.Changes(running.Run()).Read
	}
	return d.Run(ctx)
}

func shops(l stack.Lab) string {
	if n := l.Services[stack.Shop].Replicas; n > 1 {
		return fmt.Sprintf("%d shops", n)
	}
	return "shop"
}

// firstSeed takes the first that was said; where none was, a fresh one, which the record keeps.
func firstSeed(said ...uint64) uint64 {
	for _, s := range said {
		if s != 0 {
			return s
		}
	}
	return rand.Uint64N(1<<53-1) + 1 // a number that any JSON reader holds exactly
}
