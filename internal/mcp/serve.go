// Package mcp lets an AI agent play an on-call round over the Model Context Protocol. Package mcpdesk owns the
// protocol and the tools; this package plays the round, and keeps the audit log and the score.
package mcp

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"firedrill/internal/mcpdesk"
	"firedrill/internal/oncall"
	"firedrill/internal/oncall/play"
	"firedrill/internal/runner"
	"firedrill/internal/source"
	"firedrill/internal/topology"
	"firedrill/stack"
)

// lingerTime is how long an agent may read the debrief.
const lingerTime = 10 * time.Minute

// Request describes the round to serve, and the agent's budget.
type Request struct {
	Round *play.Round
	In    io.Reader // input from the client
	Out   io.Writer
	Steps int           // maximum number of tool calls
	Time  time.Duration // budget, from when the lab is up
	Audit string        // additional file for the audit log; empty: none
	Score string        // additional file for the score; empty: none
}

// Serve serves one client. The round starts with the client's first call.
func Serve(ctx context.Context, r *runner.Runner, q Request) (err error) {
	lab, err := r.Lab(q.Round.Lab, q.Round.Scenario.Lab)
	if err != nil {
		return err
	}
	// Write a score first, so that the file says what became of the round however this process ends.
	if err := q.writeScore(q.Round.Unplayed(oncall.Void{Kind: oncall.VoidInterrupted, Reason: "the round did not come to its end"})); err != nil {
		return source.Mistake{Message: fmt.Sprintf("flag \"--score\": %v", err), Hint: "name a file in an existing folder"}
	}
	log, err := openLedger(q.Audit)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, log.Close()) }()
	s := &seat{round: q.Round, invoke: r.Invoke}
	s.desk = mcpdesk.New(mcpdesk.Options{Round: s, Version: r.Version, Steps: q.Steps, Time: q.Time, Audit: log,
		Services: append(lab.Members(), stack.Shop), Databases: databases(lab), Mechanisms: oncall.Mechanisms(q.Round.Scenario)})
	return q.serve(ctx, s, func(end play.Played) error {
		err := q.writeScore(end)
		if end.Dir != "" {
			err = errors.Join(err, os.WriteFile(filepath.Join(end.Dir, AuditFile), log.contents(), 0o644))
		}
		return err
	})
}

// serve serves the client and plays the round, which starts with the client's first call. It calls keep with the
// outcome of the round.
func (q Request) serve(ctx context.Context, s *seat, keep func(play.Played) error) error {
	serving, leave := context.WithCancel(ctx)
	defer leave()
	served := make(chan error, 1)
	go func() { served <- s.desk.Serve(serving, q.In, q.Out) }()
	select {
	case <-s.desk.Begun():
	case err := <-served:
		return errors.Join(err, ctx.Err(), keep(s.round.Unplayed(play.Cut(ctx, err, "the agent called no tool")))) // no round was requested
	}
	end, left, err := s.play(ctx, served)
	var text bytes.Buffer
	if end.Dir == "" {
		end = s.round.Unplayed(play.Cut(ctx, err, "the agent left before the page"))
		err = errors.Join(err, keep(end))
	} else if err == nil {
		err = errors.Join(keep(end), end.Debrief.Text(&text))
	}
	s.desk.Close(text.String(), err)
	if left {
		return errors.Join(err, end.Unscored())
	}
	bound := time.AfterFunc(lingerTime, leave)
	defer bound.Stop()
	return errors.Join(err, <-served, end.Unscored())
}

// writeScore writes the score for a benchmark to a file, if one is named.
func (q Request) writeScore(end play.Played) error {
	if q.Score == "" {
		return nil
	}
	text, err := end.JSON()
	if err != nil {
		return err
	}
	return os.WriteFile(q.Score, text, 0o644)
}

// databases lists the instances that accept SQL.
func databases(lab stack.Lab) []string {
	var names []string
	for _, i := range lab.Topology().InRole(topology.RoleDatabase, topology.RoleReplica) {
		names = append(names, i.Name)
	}
	return names
}
