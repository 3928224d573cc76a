package main

import (
	"firedrill/internal/agent"

	"github.com/spf13/cobra"
)

// agentCommand plays the in-lab half. It lives by its standard input.
func (a *app) agentCommand() *cobra.Command {
	return &cobra.Command{Use: "agent", Short: "Run the agent inside a lab container", Hidden: true, Args: args(0, 0, ""),
		RunE: func(cmd *cobra.Command, _ []string) error {
			return agent.Serve(cmd.Context(), a.stdin, a.stdout, agent.Options{Version: version})
		}}
}
