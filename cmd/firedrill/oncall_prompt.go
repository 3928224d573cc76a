package main

import (
	"context"
	"fmt"
	"io"

	"firedrill/internal/oncall"
)

// prompt is the front of a responder who types where the round is played. What is typed while the lab comes up waits.
type prompt struct {
	*console
	round *round

	up      chan place
	notices chan notice
}

func newPrompt(a *app, r *round, out io.Writer) *prompt {
	desk := func(_ context.Context, q oncall.Ask) oncall.Answer { return r.table.Answer(q) }
	return &prompt{console: newConsole(a, out, desk), round: r, up: make(chan place, 1), notices: make(chan notice, 16)}
}

func (p *prompt) open(at place) { p.up <- at }

// tell hands something to whoever prints. Where nobody does any more there is nobody to be told.
func (p *prompt) tell(n notice) {
	select {
	case p.notices <- n:
	default:
	}
}

// play runs the round in the background, and the prompt in front of it.
func (p *prompt) play(ctx context.Context) (played, error) {
	fmt.Fprintf(p.out, "starting a lab ...\n")
	var end played
	var err error
	done := make(chan struct{})
	go func() {
		defer close(done)
		end, err = p.round.play(ctx, p)
	}()
	lines := p.lines
	go p.read()
	defer close(p.stopped)
	for {
		select {
		case at := <-p.up:
			p.begin(at)
		case n := <-p.notices:
			p.print(n)
		case line, ok := <-lines:
			if !ok {
				lines = nil // the end of standard input ends the prompt, and not the round
				continue
			}
			p.enter(ctx, line)
		case <-done:
			return end, err
		}
	}
}

func (p *prompt) print(n notice) {
	switch n.what {
	case oncall.Paged:
		p.ring(n.at, n.text)
	case roundOver:
		fmt.Fprintf(p.out, "\n%s\n", n.text)
	default:
		fmt.Fprintln(p.out, n.text)
	}
}

// begin tells the responder where they are.
func (p *prompt) begin(at place) {
	p.place = at
	s := p.round.scenario
	p.welcome(s.Brief, at.instance, s.Load.Rate)
	fmt.Fprintf(p.out, "This round has seed %d.\n", p.round.flags.seed)
	p.show()
}
