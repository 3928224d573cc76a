package main

import (
	"context"
	"errors"
	"fmt"
	"io"

	"firedrill/internal/oncall"
)

// promptFront is the front of a responder who types where the round is played.
type promptFront struct {
	*console
	round  *round
	cancel context.CancelFunc // breaks the round off
	up     bool
	over   bool
}

func newPrompt(a *app, r *round, out io.Writer) (*promptFront, error) {
	c, err := a.newConsole(out)
	if err != nil {
		return nil, err
	}
	p := &promptFront{console: c, round: r}
	c.desk = func(_ context.Context, q oncall.Ask) oncall.Answer { return r.table.Answer(q) }
	c.view, c.leave = p.where, p.leaving
	return p, nil
}

func (p *promptFront) open(at place) { p.event(func() { p.begin(at) }) }

func (p *promptFront) tell(n notice) { p.event(func() { p.print(n) }) }

// play runs the round in the background, and the prompt in front of it.
func (p *promptFront) play(ctx context.Context) (end played, err error) {
	ctx, p.cancel = context.WithCancel(ctx)
	defer p.cancel()
	defer func() { err = errors.Join(err, p.Close()) }()
	fmt.Fprintln(p, "starting a lab ...")
	done := make(chan struct{})
	go func() {
		defer close(done)
		end, err = p.round.play(ctx, p)
	}()
	goOn := func() bool { return false }
	p.stay(ctx, done, goOn, goOn) // the end of input ends the prompt, and not the round
	return end, err
}

// where is the state that the prompt shows.
func (p *promptFront) where() oncall.View {
	if !p.up {
		return oncall.View{Stage: "starting"}
	}
	v := p.round.table.View()
	v.Instance = p.place.instance
	if p.over {
		v = oncall.View{Stage: "over", Instance: v.Instance}
	}
	return v
}

// leaving is how the round is left at this moment: after a page it is given up, which ends and scores it; else it is broken
// off.
func (p *promptFront) leaving() leaving {
	r := p.round.table.Round()
	switch {
	case !p.up:
		return leaving{"leave before the round begins?", p.cancel}
	case r.Over():
		return leaving{"the round is over and is being scored; leave without a score?", p.cancel}
	case r.Standing().Stage != oncall.StageQuiet:
		return leaving{"give up? the round is scored, and you see the cause", func() {
			answered(p, p.round.table.Answer(oncall.Ask{Verb: oncall.GaveUp}))
		}}
	}
	return leaving{"no page is open; leave without a score?", p.cancel}
}

func (p *promptFront) print(n notice) {
	switch n.what {
	case oncall.Paged:
		p.ring(n.at, n.text)
	case roundOver:
		p.over = true
		fmt.Fprintf(p, "\n%s\n", n.text)
	default:
		fmt.Fprintln(p, n.text)
	}
}

// begin says where the responder is.
func (p *promptFront) begin(at place) {
	p.up = true
	p.at(at, at.services)
	s := p.round.scenario
	p.welcome(s.Brief, at.instance, s.Load.Rate)
	fmt.Fprintf(p, "The seed of this round is %d.\n", p.round.flags.seed)
}
