package main

import (
	"firedrill/internal/agent"
	"firedrill/stack/shop/workload"

	"github.com/spf13/cobra"
)

// agentCommand plays the in-lab half. It lives by its standard input.
func (a *app) agentCommand() *cobra.Command {
	return &cobra.Command{Use: "agent", Short: "Run the agent inside a lab container", Hidden: true, Args: args(0, 0, ""),
		RunE: func(cmd *cobra.Command, _ []string) error {
			return agent.Serve(cmd.Context(), a.stdin, a.stdout, agent.Options{Version: version, Workloads: workloads()})
		}}
}

// workloads are what the users of each stack do, by the name that a plan has for it. A plan that names none means the shop.
func workloads() map[string]agent.Workload {
	shop := workload.Seeded()
	return map[string]agent.Workload{"": shop, workload.Name: shop}
}
