package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"firedrill/chaos"
	"firedrill/internal/drill"
	"firedrill/internal/oncall"
	"firedrill/internal/verify"
	"firedrill/scenarios"
	"firedrill/stack"

	"github.com/spf13/cobra"
)

// oncallFlags say which round is wanted.
type oncallFlags struct {
	wanted  oncall.Wanted
	random  bool
	seed    uint64
	lab     string
	webhook string
	json    bool
}

func (a *app) oncallCommand() *cobra.Command {
	var f oncallFlags
	cmd := &cobra.Command{Use: "oncall [SCENARIO]", GroupID: "oncall", Short: "Be paged: find what broke, fix it, and show that it holds", Args: args(0, 1, "a scenario"), ValidArgsFunction: completeScenario,
		Long: "Starts a lab and its load. At some moment something breaks, or nothing does, and the pager rings. What you type at the\n" +
			"prompt are commands of firedrill (status, logs, sql, restart ...); any other terminal does as well, and so do curl,\n" +
			"psql and docker. Say \"ack\" when you have it, \"diagnose\" what it is, \"resolve\" when it is over.\n\n" +
			"The same seed gives the same round. Without a name one is drawn; about one in four has no incident.",
		RunE: func(cmd *cobra.Command, given []string) error {
			if len(given) > 0 {
				f.wanted.Name = given[0]
			}
			return a.oncall(cmd.Context(), f)
		}}
	cmd.Flags().BoolVar(&f.random, "random", false, "any drill of the library, which is so unless a name, a level or a hop is given")
	cmd.Flags().IntVar(&f.wanted.Level, "level", 0, "only drills of this level, 1 to 5")
	cmd.Flags().StringVar(&f.wanted.Hop, "hop", "", "only drills that bite at this hop")
	cmd.Flags().Uint64Var(&f.seed, "seed", 0, "of everything that is drawn (default: a fresh one)")
	cmd.Flags().StringVar(&f.lab, "lab", "", "the lab (default: the scenario's)")
	cmd.Flags().StringVar(&f.webhook, "webhook", "", "a URL that is paged too, in Alertmanager's format")
	cmd.Flags().BoolVar(&f.json, "score-json", false, "print the score as JSON on standard output, and all else beside it")
	_ = cmd.RegisterFlagCompletionFunc("hop", cobra.FixedCompletions(scenarios.Hops, cobra.ShellCompDirectiveNoFileComp))
	return cmd
}

func (a *app) oncall(ctx context.Context, f oncallFlags) error {
	if f.random && f.wanted != (oncall.Wanted{}) {
		return usageError{"\"--random\" does not go with a name, \"--level\" or \"--hop\"", "leave one of them out"}
	}
	f.seed = firstSeed(f.seed)
	s, err := a.roundOf(f)
	if err != nil {
		return err
	}
	r := &round{app: a, flags: f, scenario: s, timing: oncall.When(f.seed), table: oncall.NewTable(s, f.seed), out: a.stdout,
		up: make(chan string, 1), events: make(chan string, 16)}
	if f.json {
		r.out = a.stderr
	}
	return r.play(ctx)
}

// roundOf picks the scenario of a round.
func (a *app) roundOf(f oncallFlags) (*scenarios.Scenario, error) {
	if f.wanted.Name != "" {
		return a.scenario(f.wanted.Name)
	}
	all, err := scenarios.Library(catalogue{chaos.Catalogue()})
	if err != nil {
		return nil, err
	}
	s, err := oncall.Pick(all, f.wanted, f.seed)
	if errors.Is(err, oncall.ErrNone) {
		return nil, usageError{err.Error(), "firedrill list shows hops and levels"}
	}
	return s, err
}

// round is one on-call round from its start to its debrief.
type round struct {
	app      *app
	flags    oncallFlags
	scenario *scenarios.Scenario
	timing   oncall.Timing
	table    *oncall.Table
	out      io.Writer

	up     chan string // the lab's name, when it is up
	events chan string // what the responder is to be told
	bench  *bench
	shut   func() error // of the desk
}

// play runs the lab in the background, and the prompt in front of it.
func (r *round) play(ctx context.Context) error {
	fmt.Fprintf(r.out, "starting a lab ...\n")
	type ended struct {
		dir string
		err error
	}
	done := make(chan ended, 1)
	silent := *r.app
	silent.stdout, silent.stderr = io.Discard, io.Discard
	go func() {
		dir, err := silent.attempt(ctx, attempt{scenario: r.scenario, flags: runFlags{lab: r.flags.lab, seed: r.flags.seed}, sealed: true, prepare: r.prepare})
		done <- ended{dir, err}
	}()
	p := newPrompt(r)
	var end ended
	for waiting := true; waiting; {
		select {
		case instance := <-r.up:
			p.begin(instance)
		case text := <-r.events:
			fmt.Fprintln(r.out, text)
		case line, ok := <-p.lines:
			p.enter(ctx, line, ok)
		case end = <-done:
			waiting = false
		}
	}
	p.stop()
	if r.shut != nil {
		end.err = errors.Join(end.err, r.shut())
	}
	if end.err != nil {
		return end.err
	}
	return r.debrief(end.dir)
}

// prepare opens the desk and gives the drill its shift, when the lab is up.
func (r *round) prepare(d *drill.Drill, b *bench, _ stack.Lab, instance string) {
	r.bench = b
	shut, err := oncall.Serve(oncall.Socket(b.home.Rounds(), instance), r.table)
	if err != nil {
		r.tell(fmt.Sprintf("other terminals can't reach this round: %v", err))
	} else {
		r.shut = shut
	}
	var paging *time.Timer
	d.Shift = &drill.Shift{Quiet: r.timing.Quiet, Limit: r.timing.Page + r.timing.Limit, Over: r.table.Over(),
		Trigger: r.app.typed(b, instance, r.scenario.Trigger),
		Broken: func() {
			if !r.scenario.Control() {
				r.table.Note(oncall.Broken, "")
			}
			paging = time.AfterFunc(r.timing.Page, func() { r.page(instance) })
		},
		Ended: func() {
			paging.Stop()
			if round := r.table.Round(); !round.Over() {
				r.table.Note(oncall.TimedOut, "")
			}
			r.tell("\nThe round is over. Users are watched for another 20 s, then everything is put back and the round is scored.")
		}}
	watch := d.Watch
	d.Watch = func(p drill.Progress) {
		if p.Phase == "warmup" {
			r.table.Begin(time.Now())
		}
		if watch != nil {
			watch(p)
		}
	}
	r.up <- instance
}

// page rings the pager.
func (r *round) page(instance string) {
	r.table.Note(oncall.Paged, r.scenario.Page)
	r.tell(fmt.Sprintf("\a\n*** PAGE %s ***\n%s\n", time.Now().Format("15:04:05"), r.scenario.Page))
	if r.flags.webhook == "" {
		return
	}
	text, err := oncall.Alert(instance, r.scenario.Page, time.Now())
	if err == nil {
		err = oncall.Post(context.Background(), r.flags.webhook, text)
	}
	if err != nil {
		r.tell("the webhook was not reached: " + err.Error())
	}
}

// tell hands something to whoever prints. Where nobody does any more there is nobody to be told.
func (r *round) tell(text string) {
	select {
	case r.events <- text:
	default:
	}
}

// debrief scores the round, and opens its record.
func (r *round) debrief(sealed string) error {
	byHand := *r.scenario
	byHand.Objectives, byHand.Signature = verify.Held(r.scenario.Objectives), nil
	g, err := measure(sealed, &byHand)
	if err != nil {
		return err
	}
	played := r.table.Round()
	f := oncall.Measured(g.Windows, pageTime(played))
	f.Held, f.Why = verify.Well(g.Result)
	if g.Result.Audit.Lost != nil && g.Result.Audit.Doubled != nil {
		f.Lost = *g.Result.Audit.Lost + *g.Result.Audit.Doubled
	}
	d := oncall.Debrief{Round: played, Facts: f, Sheet: oncall.Score(&played, f), Started: g.Header.Start, Run: g.Header.Run}
	if d.Chart, err = r.chartOf(g); err != nil {
		return err
	}
	dir := filepath.Join(r.bench.settings.Runs, g.Header.Run)
	if err := unseal(sealed, dir); err != nil {
		return err
	}
	if err := r.write(dir, d); err != nil {
		return err
	}
	if r.flags.json {
		return printJSON(r.app.stdout, scored(d))
	}
	if err := d.Text(r.out); err != nil {
		return err
	}
	fmt.Fprintf(r.out, "\n%s    a postmortem to go on with\nfiredrill report %s    the round as a page\n", filepath.Join(dir, postmortemFile), g.Header.Run)
	return nil
}

func pageTime(r oncall.Round) time.Duration {
	for _, e := range r.Log {
		if e.What == oncall.Paged {
			return e.At
		}
	}
	return 0
}

// unseal puts a record where those of other drills lie.
func unseal(from, to string) error {
	if err := os.MkdirAll(filepath.Dir(to), 0o755); err != nil {
		return err
	}
	if err := os.Rename(from, to); err == nil {
		return nil
	}
	// The folders are on different disks.
	if err := os.CopyFS(to, os.DirFS(from)); err != nil {
		return err
	}
	return os.RemoveAll(from)
}
