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

// DebriefWidth is the number of columns of a debrief's chart if the output width is unknown.
const DebriefWidth = 100

// Round is one on-call round from its start to its debrief. It prints nothing and reports to a Front, so that several
// rounds can run in one process, each with a different kind of responder.
type Round struct {
	Request
	Scenario *scenarios.Scenario
	Table    *oncall.Table
	Chart    report.Options                      // chart options of the debrief
	Seat     string                              // instance of a lab whose desk is already open; empty: the round chooses a name and opens a desk
	Remember func(d oncall.Debrief, path string) // stores a round's result with the path of its file; may be nil

	second *scenarios.Scenario // incident after the first one; nil: none
	hit    []topology.Instance // targets of the incidents
	timing oncall.Timing

	runner *runner.Runner
	front  Front
	bench  *runner.Bench
	shut   func() error // closes the desk

	instance string          // instance name of the lab
	opened   time.Time       // when the lab was up
	early    oncall.Evidence // why the drill ended early; zero End: it did not
}

// Front is the connection to a responder. Several goroutines call it; it must return at once.
type Front interface {
	Open(p Place) // the lab is up
	Tell(n Notice)
}

// Place is the lab of a round.
type Place struct {
	Instance string
	Engine   string   // address of the engine
	Services []string // for completion
}

// Notice is a message to a responder.
type Notice struct {
	What string // oncall.Paged, Over, or "" for a message about something else
	Text string
	At   time.Time
}

// Over is the notice that the round accepts no further actions.
const Over = "over"

// OverText is the text of that notice.
const OverText = "The round is over. Users are watched for another 20 s, then everything is put back and the round is scored."

// Played is the outcome of a round.
type Played struct {
	Debrief oncall.Debrief
	Dir     string // folder of its record and files; empty if it did not reach its debrief
}

// New creates a round with given scenarios and seed. second is nil for a single incident.
func New(r *runner.Runner, s, second *scenarios.Scenario, q Request) *Round {
	round := &Round{Request: q, Scenario: s, second: second, timing: oncall.When(q.Seed), Table: oncall.NewTable(s, q.Seed, q.Modifiers),
		Chart: report.Options{Width: DebriefWidth}, runner: r.Quiet()}
	round.Table.Follow(second)
	return round
}

// Play plays the round, from starting the lab to the debrief, and puts everything back. If ctx ends, it stops early
// without a debrief.
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

// resolve finds the instances in the round's lab that its incidents act on.
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

// openDesk makes the round accessible to other terminals.
func (r *Round) openDesk(instance string) {
	shut, err := oncall.Serve(oncall.Socket(r.bench.Home.Rounds(), instance), r.Table)
	if err != nil {
		r.tell("", fmt.Sprintf("other terminals can't reach this round: %v", err))
		return
	}
	r.shut = shut
}

// prepare opens the desk and sets the drill's shift, when the lab is up.
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

// debrief scores the round, and unseals its record.
func (r *Round) debrief(sealed string) (Played, error) {
	log := r.Table.Round()
	byHand := r.byHand(log)
	g, err := runner.Measure(sealed, byHand)
	if err != nil {
		return Played{}, err
	}
	f := verify.Facts(verify.Outcome{Result: g.Result, Windows: g.Windows}, log.FirstPage())
	f.Held, f.Why = verify.Recovered(g.Windows, byHand)
	if from, to, happened := log.SecondSpan(); happened {
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

// evidence collects the evidence for judging the round.
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

// byHand returns the scenario by which a round is graded: with the users' objectives of all its incidents, checked at
// the end.
func (r *Round) byHand(log oncall.Round) *scenarios.Scenario {
	all := r.Scenario.Objectives
	if _, _, happened := log.SecondSpan(); happened {
		all = slices.Concat(all, r.second.Objectives)
	}
	byHand := *r.Scenario
	byHand.Objectives, byHand.Signature = verify.Held(all), nil
	return &byHand
}
