package play

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"time"

	"firedrill/internal/drill"
	"firedrill/internal/oncall"
	"firedrill/internal/report"
	"firedrill/internal/respond"
	"firedrill/internal/runner"
	"firedrill/internal/signals"
	"firedrill/internal/topology"
	"firedrill/internal/verify"
	"firedrill/scenarios"
	"firedrill/stack"
)

// DebriefWidth is how many columns a debrief's chart has where nobody says how wide the output is.
const DebriefWidth = 100

// Round is one on-call round from its start to its debrief. It prints nothing: who plays it hears of it through a Front, so
// that several can be played in one process, each by another kind of responder.
type Round struct {
	Request
	Scenario *scenarios.Scenario
	Table    *oncall.Table
	Chart    report.Options                      // of the debrief
	Seat     string                              // the lab's instance, whose desk stands already; where it is empty, the lab gets a name and a desk of its own
	Remember func(d oncall.Debrief, path string) // keeps a round's result, by the file that it was written to; may be nil

	second *scenarios.Scenario // what comes when the first incident is said to be over; nil where nothing does
	hit    []topology.Instance // that the incidents act on
	timing oncall.Timing

	runner *runner.Runner
	front  Front
	bench  *runner.Bench
	shut   func() error // of the desk

	instance string          // the lab's own name
	opened   time.Time       // when the lab was up
	early    oncall.Evidence // why the drill ended early; no End where it did not
}

// Front is where a responder is reached. It is called from the round's own goroutines, and must return at once.
type Front interface {
	Open(p Place) // the lab is up
	Tell(n Notice)
}

// Place is the lab of a round.
type Place struct {
	Instance string
	Engine   string   // its address
	Services []string // for completion
}

// Notice is something that a responder is to be told.
type Notice struct {
	What string // oncall.Paged, Over, or "" for something beside the round
	Text string
	At   time.Time
}

// Over is what a notice says when nothing more can be done in a round.
const Over = "over"

// OverText is what a responder reads then.
const OverText = "The round is over. Users are watched for another 20 s, then everything is put back and the round is scored."

// Played is what a round came to.
type Played struct {
	Debrief oncall.Debrief
	Dir     string // of its record and its files; empty for a round that never came to its debrief
}

// New makes a round whose scenarios and seed are known; second is nil where one incident is all.
func New(r *runner.Runner, s, second *scenarios.Scenario, q Request) *Round {
	round := &Round{Request: q, Scenario: s, second: second, timing: oncall.When(q.Seed), Table: oncall.NewTable(s, q.Seed, q.Modifiers),
		Chart: report.Options{Width: DebriefWidth}, runner: r.Quiet()}
	round.Table.Follow(second)
	return round
}

// Play plays the round from an empty engine to its debrief, with everything put back. It ends early, and without a debrief,
// with ctx.
func (r *Round) Play(ctx context.Context, f Front) (Played, error) {
	r.front = f
	if err := r.resolve(); err != nil {
		return Played{}, err
	}
	sealed, err := r.runner.Run(ctx, runner.Request{Scenario: r.Scenario, Lab: r.Lab, Seed: r.Seed,
		Instance: r.Seat, Sealed: true, Settle: r.settle, Prepare: r.prepare})
	if r.shut != nil {
		err = errors.Join(err, r.shut())
	}
	if err != nil {
		return Played{}, err
	}
	return r.debrief(sealed)
}

// resolve finds the instances of the round's lab that its incidents act on.
func (r *Round) resolve() error {
	lab, err := r.runner.Lab(r.Lab, r.Scenario.Lab)
	if err != nil {
		return err
	}
	first, err := drill.Resolve(r.Scenario, lab)
	if err != nil {
		return err
	}
	faults := first.Faults
	if r.second != nil {
		if r.second, err = drill.Resolve(r.second, lab); err != nil {
			return err
		}
		faults = slices.Concat(faults, r.second.Faults)
	}
	for _, f := range faults {
		if i, ok := lab.Topology().Instance(f.On); ok {
			r.hit = append(r.hit, i)
		}
	}
	return nil
}

// openDesk lets other terminals reach the round.
func (r *Round) openDesk(instance string) {
	shut, err := oncall.Serve(oncall.Socket(r.bench.Home.Rounds(), instance), r.Table)
	if err != nil {
		r.tell("", fmt.Sprintf("other terminals can't reach this round: %v", err))
		return
	}
	r.shut = shut
}

// prepare opens the desk and gives the drill its shift, when the lab is up.
func (r *Round) prepare(d *drill.Drill, at runner.Place) {
	r.bench, r.instance, r.opened = at.Bench, at.Instance, time.Now()
	if r.Seat == "" {
		r.openDesk(at.Instance)
	}
	d.Shift = r.shift(at.Instance)
	d.Shift.Broke, d.Shift.Shown = r.broke, r.shown
	d.Shift.Trigger = at.Steps(r.Scenario.Trigger)
	if r.second != nil {
		d.Shift.Second.Trigger = at.Steps(r.second.Trigger)
	}
	desk := respond.New(at.Engine, at.Instance, at.Lab.Topology(), at.Home.Tell(at.RunID))
	d.Shift.Meanwhile = func(ctx context.Context) { r.beside(ctx, d, desk, at.Lab) }
	watch := d.Watch
	d.Watch = func(p drill.Progress) {
		if p.Phase == "warmup" {
			r.Table.Begin(time.Now())
		}
		watch(p)
	}
	r.front.Open(Place{Instance: at.Instance, Engine: at.Engine.Host(), Services: append(at.Lab.Members(), stack.Shop)})
}

func (r *Round) tell(what, text string) { r.front.Tell(Notice{what, text, time.Now()}) }

// debrief scores the round, and opens its record.
func (r *Round) debrief(sealed string) (Played, error) {
	log := r.Table.Round()
	byHand := r.byHand(log)
	g, err := runner.Measure(sealed, byHand)
	if err != nil {
		return Played{}, err
	}
	f := verify.Facts(verify.Outcome{Result: g.Result, Windows: g.Windows}, log.FirstPage())
	f.Held, f.Why = verify.Recovered(g.Windows, byHand)
	if from, to, came := log.SecondSpan(); came {
		f.DoNothing = max(f.DoNothing, oncall.BadBetween(g.Windows, from, to))
	}
	ruling := oncall.Rule(r.evidence(g.Windows, &log, f))
	end := Played{Dir: filepath.Join(r.bench.Settings.Runs, g.Header.Run),
		Debrief: oncall.Debrief{Round: log, Facts: f, Started: g.Header.Start, Run: g.Header.Run,
			Lab: g.Header.Lab, Responder: r.As, Void: ruling.Void, Note: ruling.Note, Again: r.Again()}}
	if ruling.Void == nil {
		end.Debrief.Sheet = oncall.Score(&log, f)
	}
	if end.Debrief.Chart, err = r.chartOf(g); err != nil {
		return Played{}, err
	}
	if err := unseal(sealed, end.Dir); err != nil {
		return Played{}, err
	}
	if err := end.write(); err != nil {
		return Played{}, err
	}
	if r.Remember != nil {
		r.Remember(end.Debrief, filepath.Join(end.Dir, File))
	}
	return end, nil
}

// evidence is what the round is judged by.
func (r *Round) evidence(w *signals.Windows, log *oncall.Round, f oncall.Facts) oncall.Evidence {
	if r.early.End != "" {
		return r.early
	}
	e := oncall.Evidence{End: oncall.EndCompleted, Mended: log.Mended(), Touched: log.Touched(forever, r.hit)}
	if !r.Scenario.Control() {
		var ids []string
		for _, f := range r.Scenario.Faults {
			ids = append(ids, f.ID)
		}
		e.Unproven = oncall.Unproven(w, ids)
	}
	e.Touched = cmp.Or(e.Touched, outside(w, r.hit))
	e.Weigh(w, f)
	return e
}

// byHand is the scenario as a round of it is graded: by what users have in the end of all that its incidents promise.
func (r *Round) byHand(log oncall.Round) *scenarios.Scenario {
	all := r.Scenario.Objectives
	if _, _, came := log.SecondSpan(); came {
		all = slices.Concat(all, r.second.Objectives)
	}
	byHand := *r.Scenario
	byHand.Objectives, byHand.Signature = verify.Held(all), nil
	return &byHand
}
