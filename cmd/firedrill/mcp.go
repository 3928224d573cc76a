package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"firedrill/internal/mcpdesk"
	"firedrill/internal/oncall"
	"firedrill/stack"

	"github.com/spf13/cobra"
)

// mcpFlags say which round an agent plays, and what it has for it.
type mcpFlags struct {
	roundFlags
	steps int
	time  time.Duration
	audit string
	score string
}

// lingerTime is how long an agent may look at the debrief.
const lingerTime = 10 * time.Minute

func (a *app) mcpCommand() *cobra.Command {
	var f mcpFlags
	cmd := &cobra.Command{Use: "mcp [SCENARIO]", GroupID: "oncall", Short: "Serve an on-call round to an AI agent over the Model Context Protocol", Args: args(0, 1, "a scenario"), ValidArgsFunction: completeScenario,
		Long: "Speaks the Model Context Protocol on standard input and output with one client. The round starts with the agent's first\n" +
			"tool call and is scored like a round at the prompt. If the agent disconnects before the page, the round ends without a\n" +
			"score; later, the agent is scored for what it did.",
		RunE: func(cmd *cobra.Command, given []string) error {
			if len(given) > 0 {
				f.wanted.Name = given[0]
			}
			return a.mcp(cmd.Context(), f)
		}}
	f.define(cmd)
	cmd.Flags().IntVar(&f.steps, "steps", 200, "maximum number of tool calls")
	cmd.Flags().DurationVar(&f.time, "time", 20*time.Minute, "time limit, from when the lab is up")
	cmd.Flags().StringVar(&f.audit, "audit", "", "also write the audit log to this file")
	cmd.Flags().StringVar(&f.score, "score", "", "also write the score as JSON to this file")
	return cmd
}

func (f mcpFlags) check() error {
	switch {
	case f.steps < 1:
		return usageError{fmt.Sprintf("flag \"--steps\" does not take %d", f.steps), "such as 200"}
	case f.time < time.Second:
		return usageError{fmt.Sprintf("flag \"--time\" does not take %q", f.time), "such as 20m"}
	}
	return nil
}

func (a *app) mcp(ctx context.Context, f mcpFlags) (err error) {
	if err := f.check(); err != nil {
		return err
	}
	f.command = "mcp"
	r, err := a.newRound(f.roundFlags)
	if err != nil {
		return err
	}
	_, lab, err := a.labOf(f.lab, r.scenario.Lab)
	if err != nil {
		return err
	}
	// Whatever ends this process, the file says what became of the round.
	if err := writeScore(f.score, r.unplayed(oncall.Void{Kind: oncall.VoidInterrupted, Reason: "the round did not come to its end"})); err != nil {
		return usageError{fmt.Sprintf("flag \"--score\": %v", err), "name a file in a folder that is there"}
	}
	log, err := openLedger(f.audit)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, log.Close()) }()
	s := &seat{round: r}
	s.desk = mcpdesk.New(mcpdesk.Options{Round: s, Version: version, Steps: f.steps, Time: f.time, Audit: log,
		Services: append(lab.Members(), stack.Shop), Mechanisms: oncall.Mechanisms(r.scenario)})
	return a.serveRound(ctx, s, func(end played) error {
		err := writeScore(f.score, end)
		if end.dir != "" {
			err = errors.Join(err, os.WriteFile(filepath.Join(end.dir, auditFile), log.so(), 0o644))
		}
		return err
	})
}

// serveRound serves the client, and plays the round beside it from the client's first call on. keep is called with what the
// round came to.
func (a *app) serveRound(ctx context.Context, s *seat, keep func(played) error) error {
	serving, leave := context.WithCancel(ctx)
	defer leave()
	served := make(chan error, 1)
	go func() { served <- s.desk.Serve(serving, a.stdin, a.stdout) }()
	select {
	case <-s.desk.Begun():
	case err := <-served:
		return errors.Join(err, ctx.Err(), keep(s.round.unplayed(cut(ctx, err, "the agent called no tool")))) // nobody wanted a round
	}
	end, left, err := s.play(ctx, served)
	var text bytes.Buffer
	if end.dir == "" {
		end = s.round.unplayed(cut(ctx, err, "the agent left before the page"))
		err = errors.Join(err, keep(end))
	} else if err == nil {
		err = errors.Join(keep(end), end.debrief.Text(&text))
	}
	s.desk.Close(text.String(), err)
	if left {
		return errors.Join(err, end.unscored())
	}
	bound := time.AfterFunc(lingerTime, leave)
	defer bound.Stop()
	return errors.Join(err, <-served, end.unscored())
}

// writeScore writes what a benchmark needs to a file, if one is named.
func writeScore(path string, end played) error {
	if path == "" {
		return nil
	}
	text, err := end.score()
	if err != nil {
		return err
	}
	return os.WriteFile(path, text, 0o644)
}
