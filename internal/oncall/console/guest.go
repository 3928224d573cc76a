package console

import (
	"context"
	"errors"
	"fmt"
	"time"

	"firedrill/internal/class"
	"firedrill/internal/oncall"
	"firedrill/internal/oncall/play"
)

// LookEvery is the interval at which a joined responder's prompt asks for news.
const LookEvery = time.Second

// ErrNotInClass reports that no running class has a responder of that name.
var ErrNotInClass = errors.New("not in a running class")

// Join opens a prompt for a responder of a class. desk is the path of the responder's desk.
func Join(ctx context.Context, desk string, o Options) error {
	if _, err := oncall.Say(ctx, desk, oncall.Ask{Verb: oncall.Look}); errors.Is(err, oncall.ErrNoRound) {
		return ErrNotInClass
	}
	return (&guest{options: o, path: desk}).play(ctx)
}

// guest is a responder who has joined a class.
type guest struct {
	*console
	options Options
	path    string // path of the desk
	last    oncall.View
	missed  int // successive looks without an answer
}

// ask sends a request to the desk.
func (g *guest) ask(ctx context.Context, q oncall.Ask) oncall.Answer {
	answer, err := oncall.Say(ctx, g.path, q)
	if err != nil {
		return oncall.Answer{Error: err.Error()}
	}
	return answer
}

// play prints news and handles input, until the class ends or the guest leaves. The rounds continue without the
// guest.
func (g *guest) play(ctx context.Context) (err error) {
	if g.console, err = newConsole(g.options); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, g.Close()) }()
	ctx, left := context.WithCancel(ctx)
	defer left()
	g.desk, g.view = g.ask, g.where
	g.leave = func() leaving {
		return leaving{"leave this prompt? your rounds go on, and \"firedrill join\" comes back", left}
	}
	look := func() (over bool) {
		over, err = g.look(ctx)
		return over || err != nil
	}
	if !look() {
		g.stay(ctx, ctx.Done(), look, func() bool { return true })
	}
	return err
}

// where returns the state that the prompt shows.
func (g *guest) where() oncall.View {
	v := g.last
	if v.Stage == "" {
		v.Stage = "starting"
	}
	return v
}

// patience is the number of successive looks without an answer after which the class counts as gone.
const patience = 5

// look asks the desk for the current state, and prints the news since the last look. over is true when no further
// round follows.
func (g *guest) look(ctx context.Context) (over bool, err error) {
	a, err := oncall.Say(ctx, g.path, oncall.Ask{Verb: oncall.Look})
	if err != nil && g.last.Drill > 0 && g.missed < patience {
		g.missed++ // a busy machine may answer late
		return false, nil
	}
	if err != nil {
		return false, err
	}
	if a.View == nil {
		return false, oncall.ErrNoRound // the desk of a single round whose lab happens to have that name
	}
	g.missed = 0
	for _, n := range class.Since(g.last, *a.View) {
		g.hear(n, *a.View)
	}
	g.last = *a.View
	return a.View.Done, nil
}

// hear prints one news item.
func (g *guest) hear(n class.News, v oncall.View) {
	switch n {
	case class.Starting:
		g.place = play.Place{}
		fmt.Fprintf(g, "\nDrill %d of %d: a lab is being started ...\n", v.Drill, v.Of)
	case class.Up:
		g.at(play.Place{Instance: v.Instance, Engine: v.Engine, Services: v.Services})
		g.welcome(v.Brief, v.Instance, v.Rate)
	case class.Paged:
		g.ring(v.PagedAt, v.Page)
	case class.Over:
		fmt.Fprintf(g, "\n%s\n", play.OverText)
	case class.Scored:
		fmt.Fprint(g, v.Debrief)
	case class.Done:
		fmt.Fprintln(g, "\nThat was the last round of this class.")
	}
}
