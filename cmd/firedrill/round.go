package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"time"

	"firedrill/internal/drill"
	"firedrill/internal/oncall"
	"firedrill/internal/report"
	"firedrill/internal/respond"
	"firedrill/internal/signals"
	"firedrill/internal/verify"
	"firedrill/scenarios"
	"firedrill/stack"
)

// round is one on-call round from its start to its debrief. It prints nothing: who plays it hears of it through a front, so
// that several can be played in one process, each by another kind of responder.
type round struct {
	app      *app
	flags    roundFlags
	scenario *scenarios.Scenario
	second   *scenarios.Scenario // what comes when the first incident is said to be over; nil where nothing does
	timing   oncall.Timing
	table    *oncall.Table
	chart    report.Options // of the debrief
	seat     string         // the lab's instance, whose desk stands already; where it is empty, the lab gets a name and a desk of its own

	front front
	bench *bench
	shut  func() error // of the desk

	instance string          // the lab's own name
	opened   time.Time       // when the lab was up
	early    oncall.Evidence // why the drill ended early; no End where it did not
}

// front is where a responder is reached. It is called from the round's own goroutines, and must return at once.
type front interface {
	open(p place) // the lab is up
	tell(n notice)
}

// notice is something that a responder is to be told.
type notice struct {
	what string // oncall.Paged, roundOver, or "" for something beside the round
	text string
	at   time.Time
}

// roundOver is what a notice says when nothing more can be done in a round.
const roundOver = "over"

// overText is what a responder reads then.
const overText = "The round is over. Users are watched for another 20 s, then everything is put back and the round is scored."

// played is what a round came to.
type played struct {
	debrief oncall.Debrief
	dir     string // of its record and its files
}

// newRound draws a round.
func (a *app) newRound(f roundFlags) (*round, error) {
	if f.random && f.wanted != (oncall.Wanted{}) {
		return nil, usageError{"\"--random\" does not go with a name, \"--level\" or \"--hop\"", "leave one of them out"}
	}
	if f.as != "" {
		if err := oncall.CheckName(f.as); err != nil {
			return nil, err
		}
	}
	f.seed = firstSeed(f.seed)
	s, err := a.roundOf(f)
	if err != nil {
		return nil, err
	}
	second, err := a.secondOf(s, f)
	if err != nil {
		return nil, err
	}
	if s, err = a.disguised(s, f.seed); err != nil {
		return nil, err
	}
	return a.roundWith(s, second, f), nil
}

// roundWith lays a round out whose scenarios and seed are known.
func (a *app) roundWith(s, second *scenarios.Scenario, f roundFlags) *round {
	r := &round{app: a, flags: f, scenario: s, second: second, timing: oncall.When(f.seed), table: oncall.NewTable(s, f.seed, f.modifiers),
		chart: report.Options{Width: defaultWidth}}
	r.table.Follow(second)
	return r
}

// play plays the round from an empty engine to its debrief, with everything put back. It ends early, and without a debrief,
// with ctx.
func (r *round) play(ctx context.Context, f front) (played, error) {
	r.front = f
	if err := r.resolve(); err != nil {
		return played{}, err
	}
	silent := *r.app
	silent.stdout, silent.stderr = io.Discard, io.Discard
	sealed, err := silent.attempt(ctx, attempt{scenario: r.scenario, flags: runFlags{lab: r.flags.lab, seed: r.flags.seed},
		instance: r.seat, sealed: true, settle: r.settle, prepare: r.prepare})
	if r.shut != nil {
		err = errors.Join(err, r.shut())
	}
	if err != nil {
		return played{}, err
	}
	return r.debrief(sealed)
}

// resolve names the instances of the round's lab that its incidents act on.
func (r *round) resolve() error {
	_, lab, err := r.app.labOf(r.flags.lab, r.scenario.Lab)
	if err != nil {
		return err
	}
	if r.scenario, err = drill.Resolve(r.scenario, lab); err != nil || r.second == nil {
		return err
	}
	r.second, err = drill.Resolve(r.second, lab)
	return err
}

// openDesk lets other terminals reach the round.
func (r *round) openDesk(instance string) {
	shut, err := oncall.Serve(oncall.Socket(r.bench.home.Rounds(), instance), r.table)
	if err != nil {
		r.tell("", fmt.Sprintf("other terminals can't reach this round: %v", err))
		return
	}
	r.shut = shut
}

// prepare opens the desk and gives the drill its shift, when the lab is up.
func (r *round) prepare(d *drill.Drill, b *bench, lab stack.Lab, instance string) {
	r.bench, r.instance, r.opened = b, instance, time.Now()
	if r.seat == "" {
		r.openDesk(instance)
	}
	d.Shift = r.shift(instance)
	d.Shift.Broke, d.Shift.Shown = r.broke, r.shown
	d.Shift.Trigger = r.app.typed(b, instance, r.scenario.Trigger)
	if r.second != nil {
		d.Shift.Second.Trigger = r.app.typed(b, instance, r.second.Trigger)
	}
	desk := respond.New(b.engine, instance, b.home.Tell(b.run))
	d.Shift.Meanwhile = func(ctx context.Context) { r.beside(ctx, d, desk, lab) }
	watch := d.Watch
	d.Watch = func(p drill.Progress) {
		if p.Phase == "warmup" {
			r.table.Begin(time.Now())
		}
		if watch != nil {
			watch(p)
		}
	}
	at := r.app.placeOf(b, instance)
	at.services = append(lab.Members(), stack.Shop)
	r.front.open(at)
}

func (r *round) tell(what, text string) { r.front.tell(notice{what, text, time.Now()}) }

// debrief scores the round, and opens its record.
func (r *round) debrief(sealed string) (played, error) {
	log := r.table.Round()
	byHand := r.byHand(log)
	g, err := measure(sealed, byHand)
	if err != nil {
		return played{}, err
	}
	f := verify.Facts(verify.Outcome{Result: g.Result, Windows: g.Windows}, log.FirstPage())
	f.Held, f.Why = verify.Recovered(g.Windows, byHand)
	if from, to, came := log.SecondSpan(); came {
		f.DoNothing = max(f.DoNothing, oncall.BadBetween(g.Windows, from, to))
	}
	ruling := oncall.Rule(r.evidence(g.Windows, &log, f))
	end := played{dir: filepath.Join(r.bench.settings.Runs, g.Header.Run),
		debrief: oncall.Debrief{Round: log, Facts: f, Started: g.Header.Start, Run: g.Header.Run,
			Lab: g.Header.Lab, Responder: r.flags.as, Void: ruling.Void, Note: ruling.Note, Again: r.flags.again()}}
	if ruling.Void == nil {
		end.debrief.Sheet = oncall.Score(&log, f)
	}
	if end.debrief.Chart, err = r.chartOf(g); err != nil {
		return played{}, err
	}
	if err := unseal(sealed, end.dir); err != nil {
		return played{}, err
	}
	if err := end.write(); err != nil {
		return played{}, err
	}
	r.app.rememberRound(end.debrief, end.dir)
	return end, nil
}

// evidence is what the round is judged by.
func (r *round) evidence(w *signals.Windows, log *oncall.Round, f oncall.Facts) oncall.Evidence {
	if r.early.End != "" {
		return r.early
	}
	e := oncall.Evidence{End: oncall.EndCompleted, Mended: log.Mended(), Touched: log.Touched(forever, r.targets())}
	if !r.scenario.Control() {
		var ids []string
		for _, f := range r.scenario.Faults {
			ids = append(ids, f.ID)
		}
		e.Unproven = oncall.Unproven(w, ids)
	}
	e.Touched = cmp.Or(e.Touched, outside(w, r.targets()))
	e.Weigh(w, f)
	return e
}

// byHand is the scenario as a round of it is graded: by what users have in the end of all that its incidents promise.
func (r *round) byHand(log oncall.Round) *scenarios.Scenario {
	all := r.scenario.Objectives
	if _, _, came := log.SecondSpan(); came {
		all = slices.Concat(all, r.second.Objectives)
	}
	byHand := *r.scenario
	byHand.Objectives, byHand.Signature = verify.Held(all), nil
	return &byHand
}
