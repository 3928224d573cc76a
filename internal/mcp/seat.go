package mcp

import (
	"context"
	"errors"
	"fmt"
	"io"
	"sync"
	"time"

	"firedrill/internal/mcpdesk"
	"firedrill/internal/oncall"
	"firedrill/internal/oncall/play"
	"firedrill/internal/runner"
)

// seat connects an agent's round to its desk.
type seat struct {
	round *play.Round
	desk  *mcpdesk.Desk

	invoke runner.Invoke

	mu    sync.Mutex
	place play.Place // zero before the lab is up
}

func (s *seat) Open(p play.Place) {
	s.mu.Lock()
	s.place = p
	s.mu.Unlock()
	s.desk.Open(p.Instance, fmt.Sprintf("%s Users come at %g requests a second.", s.round.Scenario.Brief, s.round.Scenario.Load.Rate))
}

func (s *seat) Tell(n play.Notice) {
	switch n.What {
	case oncall.Paged:
		s.desk.Page(n.Text, n.At)
	case play.Over:
		s.desk.Over()
	}
}

// Answer passes the agent's request to the round's table.
func (s *seat) Answer(q oncall.Ask) oncall.Answer { return s.round.Table.Answer(q) }

// Do runs a firedrill command in the round's lab.
func (s *seat) Do(ctx context.Context, words []string, out io.Writer) error {
	s.mu.Lock()
	at := s.place
	s.mu.Unlock()
	return s.invoke(ctx, runner.Command{Instance: at.Instance, Engine: at.Engine, Words: words, Stdout: out, Stderr: out})
}

// TimeOut ends the round, unless it is over.
func (s *seat) TimeOut(why string) {
	_ = s.round.Table.Do(func(r *oncall.Round, at time.Duration) error {
		if !r.Over() {
			r.Note(at, oncall.TimedOut, why)
		}
		return nil
	})
}

// play plays the round, and reports whether the client has left meanwhile. If the client leaves before the page, the
// round is cancelled without an error or a debrief; later, the round ends and is scored.
func (s *seat) play(ctx context.Context, served <-chan error) (end play.Played, left bool, err error) {
	playing, stop := context.WithCancel(ctx)
	defer stop()
	done := make(chan struct{})
	go func() {
		defer close(done)
		end, err = s.round.Play(playing, s)
	}()
	select {
	case <-done:
		return end, false, err
	case gone := <-served:
		early := !s.paged()
		if early {
			stop()
		}
		s.TimeOut("the agent left")
		<-done
		if early && ctx.Err() == nil && len(runner.Besides(err)) == 0 {
			err = nil
		}
		return end, true, errors.Join(gone, err)
	}
}

func (s *seat) paged() bool {
	r := s.round.Table.Round()
	return r.Has(oncall.Paged)
}
