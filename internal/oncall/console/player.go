package console

import (
	"context"
	"errors"
	"fmt"

	"firedrill/internal/oncall"
	"firedrill/internal/oncall/play"
)

// player is the front of a responder who types in the process of the round.
type player struct {
	*console
	round  *play.Round
	cancel context.CancelFunc // cancels the round
	up     bool
	over   bool
}

// Play plays a round in the background, with a prompt in the foreground.
func Play(ctx context.Context, r *play.Round, o Options) (end play.Played, err error) {
	c, err := newConsole(o)
	if err != nil {
		return end, err
	}
	p := &player{console: c, round: r}
	c.desk = func(_ context.Context, q oncall.Ask) oncall.Answer { return r.Table.Answer(q) }
	c.view, c.leave = p.where, p.leaving
	return p.play(ctx)
}

func (p *player) Open(at play.Place) { p.event(func() { p.begin(at) }) }

func (p *player) Tell(n play.Notice) { p.event(func() { p.print(n) }) }

func (p *player) play(ctx context.Context) (end play.Played, err error) {
	ctx, p.cancel = context.WithCancel(ctx)
	defer p.cancel()
	defer func() { err = errors.Join(err, p.Close()) }()
	fmt.Fprintln(p, "starting a lab ...")
	done := make(chan struct{})
	go func() {
		defer close(done)
		end, err = p.round.Play(ctx, p)
	}()
	goOn := func() bool { return false }
	p.stay(ctx, done, goOn, goOn) // the end of input ends the prompt but not the round
	return end, err
}

// where returns the state that the prompt shows.
func (p *player) where() oncall.View {
	if !p.up {
		return oncall.View{Stage: "starting"}
	}
	v := p.round.Table.View()
	v.Instance = p.place.Instance
	if p.over {
		v = oncall.View{Stage: "over", Instance: v.Instance}
	}
	return v
}

// leaving returns how the round is left now: after a page it is given up, that is, ended and scored; before, it is
// cancelled.
func (p *player) leaving() leaving {
	r := p.round.Table.Round()
	switch {
	case !p.up:
		return leaving{"leave before the round begins?", p.cancel}
	case r.Over():
		return leaving{"the round is over and is being scored; leave without a score?", p.cancel}
	case r.Standing().Stage != oncall.StageQuiet:
		return leaving{"give up? the round is scored, and you see the cause", func() {
			answered(p, p.round.Table.Answer(oncall.Ask{Verb: oncall.GaveUp}))
		}}
	}
	return leaving{"no page is open; leave without a score?", p.cancel}
}

func (p *player) print(n play.Notice) {
	switch n.What {
	case oncall.Paged:
		p.ring(n.At, n.Text)
	case play.Over:
		p.over = true
		fmt.Fprintf(p, "\n%s\n", n.Text)
	default:
		fmt.Fprintln(p, n.Text)
	}
}

// begin shows the lab, when it is up.
func (p *player) begin(at play.Place) {
	p.up = true
	p.at(at)
	s := p.round.Scenario
	p.welcome(s.Brief, at.Instance, s.Load.Rate)
	fmt.Fprintf(p, "The seed of this round is %d.\n", p.round.Seed)
}
