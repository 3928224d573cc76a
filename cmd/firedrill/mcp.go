package main

import (
	"context"
	"fmt"
	"time"

	"firedrill/internal/mcp"

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

func (a *app) mcpCommand() *cobra.Command {
	var f mcpFlags
	cmd := &cobra.Command{Use: "mcp [SCENARIO]", GroupID: "oncall", Short: "Serve an on-call round to an AI agent over the Model Context Protocol", Args: args(0, 1, "a scenario"), ValidArgsFunction: completeScenario,
		Long: "Speaks the Model Context Protocol on standard input and output with one client. The round starts with the agent's first\n" +
			"tool call and is scored like a round at the prompt. If the agent disconnects before the page, the round ends without a\n" +
			"score; later, the agent is scored for what it did.",
		RunE: func(cmd *cobra.Command, given []string) error {
			if len(given) > 0 {
				f.Wanted.Name = given[0]
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

func (a *app) mcp(ctx context.Context, f mcpFlags) error {
	if err := f.check(); err != nil {
		return err
	}
	f.Command = "mcp"
	r, err := a.runner()
	if err != nil {
		return err
	}
	round, err := a.newRound(r, f.Request)
	if err != nil {
		return err
	}
	return mcp.Serve(ctx, r, mcp.Request{Round: round, In: a.stdin, Out: a.stdout, Steps: f.steps, Time: f.time, Audit: f.audit, Score: f.score})
}
