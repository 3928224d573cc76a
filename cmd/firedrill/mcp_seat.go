package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"sync"
	"time"

	"firedrill/internal/mcpdesk"
	"firedrill/internal/oncall"
)

// seat is the front of an agent's round, and what its desk acts upon.
type seat struct {
	round *round
	desk  *mcpdesk.Desk

	mu    sync.Mutex
	place place // none before the lab is up
}

func (s *seat) open(p place) {
	s.mu.Lock()
	s.place = p
	s.mu.Unlock()
	s.desk.Open(p.instance, fmt.Sprintf("%s Users come at %g requests a second.", s.round.scenario.Brief, s.round.scenario.Load.Rate))
}

func (s *seat) tell(n notice) {
	switch n.what {
	case oncall.Paged:
		s.desk.Page(n.text, n.at)
	case roundOver:
		s.desk.Over()
	}
}

// Answer does what the agent says to the round's table.
func (s *seat) Answer(q oncall.Ask) oncall.Answer { return s.round.table.Answer(q) }

// Do runs a command of ours in the round's lab.
func (s *seat) Do(ctx context.Context, words []string, out io.Writer) error {
	s.mu.Lock()
	at := s.place
	s.mu.Unlock()
	cmd := at.command(ctx, words...)
	cmd.Stdout, cmd.Stderr = out, out
	err := cmd.Run()
	if bad, ok := errors.AsType[*exec.ExitError](err); ok {
		return fmt.Errorf("exit code %d", bad.ExitCode())
	}
	return err
}

// TimeOut ends the round, if it is not over.
func (s *seat) TimeOut(why string) {
	_ = s.round.table.Do(func(r *oncall.Round, at time.Duration) error {
		if !r.Over() {
			r.Note(at, oncall.TimedOut, why)
		}
		return nil
	})
}

// play plays the round, and says whether the client has left meanwhile. Before the page that breaks the round off, without
// an error and without a debrief; later the round ends, and is scored.
func (s *seat) play(ctx context.Context, served <-chan error) (end played, left bool, err error) {
	playing, stop := context.WithCancel(ctx)
	defer stop()
	done := make(chan struct{})
	go func() {
		defer close(done)
		end, err = s.round.play(playing, s)
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
		if early && ctx.Err() == nil && len(besides(err)) == 0 {
			err = nil
		}
		return end, true, errors.Join(gone, err)
	}
}

func (s *seat) paged() bool {
	r := s.round.table.Round()
	return r.Has(oncall.Paged)
}
