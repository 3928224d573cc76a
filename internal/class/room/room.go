// Package room runs a class: it opens a desk for each responder, plays the same rounds for all side by side, and
// shows everyone's progress.
package room

import (
	"context"
	"errors"
	"fmt"
	"io"
	"sync"

	"firedrill/internal/class"
	"firedrill/internal/drill"
	"firedrill/internal/oncall"
	"firedrill/internal/oncall/console"
	"firedrill/internal/runner"
	"firedrill/internal/source"
	"firedrill/scenarios"
)

// Request describes a class: its responders and its rounds.
type Request struct {
	Names     []string          // names of the responders
	Engines   map[string]string // engine address by responder; missing: the default engine
	Lessons   []Lesson
	Seed      uint64
	Lab       string // lab name; empty: the scenario's
	Modifiers oncall.Modifiers

	Out      io.Writer // output for the board, or for one line per move
	Terminal bool      // Out is a terminal: the board overwrites itself
	Warn     io.Writer
	State    string // state folder that responders must set too; empty: the default one
	Remember func(d oncall.Debrief, path string)
}

// Lesson is one round of a class, the same for all responders.
type Lesson struct {
	Scenario, Second *scenarios.Scenario // Second may be nil
	Seed             uint64
}

// classroom is one class from its start to its final table.
type classroom struct {
	Request
	runner  *runner.Runner
	chairs  []*chair
	changed chan struct{} // has a value when the board has changed
}

// chair is one responder of a class, with the engine of their labs.
type chair struct {
	*class.Seat
	runner *runner.Runner // with this responder's settings
	engine string         // empty: the default one
}

// Hold opens the desks, plays all rounds side by side, and returns the results; nil if no round was played. If one of
// a responder's rounds fails, they continue with the next one. ctx ends everything, with everything put back.
func Hold(ctx context.Context, r *runner.Runner, q Request) (sheet *class.Sheet, err error) {
	c := &classroom{Request: q, runner: r, changed: make(chan struct{}, 1)}
	if err := c.seat(); err != nil {
		return nil, err
	}
	shut, err := c.openDesks(ctx)
	defer func() { err = errors.Join(err, shut()) }()
	if err != nil {
		return nil, err
	}
	if err := c.furnish(ctx); err != nil {
		return nil, err
	}
	c.greet()
	err = c.play(ctx)
	_ = drill.Wait(ctx, 2*console.LookEvery) // so that joined responders see the end
	seats := make([]*class.Seat, len(c.chairs))
	for i, one := range c.chairs {
		seats[i] = one.Seat
	}
	scores := class.SheetOf(q.Seed, q.Modifiers, seats)
	return &scores, err
}

// play plays all rounds, and meanwhile shows the board.
func (r *classroom) play(ctx context.Context) error {
	broken := make([]error, len(r.chairs))
	var playing sync.WaitGroup
	for i, c := range r.chairs {
		playing.Go(func() { broken[i] = r.sit(ctx, c) })
	}
	done := make(chan struct{})
	go func() { playing.Wait(); close(done) }()
	r.watch(done)
	return errors.Join(broken...)
}

// move notes that something changed. It never blocks: the screen always reads the complete state.
func (r *classroom) move() {
	select {
	case r.changed <- struct{}{}:
	default:
	}
}

// openDesks opens a desk for each responder, until the class ends. It refuses a name that is in use by another class.
func (r *classroom) openDesks(ctx context.Context) (shut func() error, err error) {
	var open []func() error
	shut = func() error {
		var bad []error
		for _, one := range open {
			bad = append(bad, one())
		}
		return errors.Join(bad...)
	}
	for _, c := range r.chairs {
		path := oncall.Socket(r.runner.Home.Rounds(), class.Instance(c.Name))
		if _, err := oncall.Say(ctx, path, oncall.Ask{Verb: oncall.Look}); !errors.Is(err, oncall.ErrNoRound) {
			return shut, source.Mistake{Message: fmt.Sprintf("responder %q is already in another class", c.Name), Hint: "take another name, or end that class with Ctrl-C"}
		}
		one, err := oncall.Serve(path, c)
		if err != nil {
			return shut, err
		}
		open = append(open, one)
	}
	return shut, nil
}

// sit plays a responder's rounds, one after the other.
func (r *classroom) sit(ctx context.Context, c *chair) error {
	defer c.Leave()
	var bad []error
	for _, l := range r.Lessons {
		err := r.round(ctx, c, l)
		if ctx.Err() != nil {
			return errors.Join(append(bad, err)...)
		}
		if err != nil {
			bad = append(bad, fmt.Errorf("%s, %s: %w", c.Name, l.Scenario.Name, err))
		}
	}
	return errors.Join(bad...)
}
