package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"sync"

	"firedrill/internal/class"
	"firedrill/internal/drill"
	"firedrill/internal/oncall"
)

// classroom is one class from its start to its table.
type classroom struct {
	app     *app
	flags   classFlags
	lessons []lesson
	out     io.Writer

	chairs  []*chair
	changed chan struct{} // has a value when the board is no longer what it was
}

// chair is one responder in a class, with the engine of their labs.
type chair struct {
	*class.Seat
	app    *app   // with the settings that hold for this responder
	engine string // empty for the usual one
}

// move notes that something changed. It never waits: the screen looks at everything each time.
func (r *classroom) move() {
	select {
	case r.changed <- struct{}{}:
	default:
	}
}

// hold opens the desks, plays all rounds side by side, and prints what they came to. Whoever's round breaks off goes on with
// the next; ctx ends all, with everything put back.
func (r *classroom) hold(ctx context.Context) (err error) {
	shut, err := r.openDesks(ctx)
	defer func() { err = errors.Join(err, shut()) }()
	if err != nil {
		return err
	}
	if err := r.furnish(ctx); err != nil {
		return err
	}
	r.greet()
	broken := make([]error, len(r.chairs))
	var playing sync.WaitGroup
	for i, c := range r.chairs {
		playing.Go(func() { broken[i] = r.sit(ctx, c) })
	}
	done := make(chan struct{})
	go func() { playing.Wait(); close(done) }()
	r.watch(done)
	_ = drill.Wait(ctx, 2*lookEvery) // who has joined hears of the end
	return errors.Join(errors.Join(broken...), r.tell())
}

// openDesks opens a desk for each responder, for as long as the class lasts. A name that another class has is refused.
func (r *classroom) openDesks(ctx context.Context) (shut func() error, err error) {
	var open []func() error
	shut = func() error {
		var bad []error
		for _, one := range open {
			bad = append(bad, one())
		}
		return errors.Join(bad...)
	}
	home, err := drill.NewHome(r.app.getenv)
	if err != nil {
		return shut, err
	}
	for _, c := range r.chairs {
		path := oncall.Socket(home.Rounds(), class.Instance(c.Name))
		if _, err := oncall.Say(ctx, path, oncall.Ask{Verb: oncall.Look}); !errors.Is(err, oncall.ErrNoRound) {
			return shut, usageError{fmt.Sprintf("responder %q sits in another class already", c.Name), "take another name, or end that class with Ctrl-C"}
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
	for _, l := range r.lessons {
		err := r.round(ctx, c, l)
		if ctx.Err() != nil {
			return errors.Join(append(bad, err)...)
		}
		if err != nil {
			bad = append(bad, fmt.Errorf("%s, %s: %w", c.Name, l.scenario.Name, err))
		}
	}
	return errors.Join(bad...)
}

// tell prints what the class came to.
func (r *classroom) tell() error {
	seats := make([]*class.Seat, len(r.chairs))
	for i, c := range r.chairs {
		seats[i] = c.Seat
	}
	sheet := class.SheetOf(r.flags.seed, r.flags.modifiers, seats)
	if r.flags.json {
		return printJSON(r.app.stdout, sheet)
	}
	fmt.Fprintln(r.out)
	return sheet.Table(r.out)
}
