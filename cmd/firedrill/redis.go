package main

import (
	"time"

	"firedrill/internal/respond"

	"github.com/spf13/cobra"
)

func (a *app) redisCommand() *cobra.Command {
	var lab string
	var o respond.Order
	cmd := &cobra.Command{Use: "redis COMMAND [ARGS...]", GroupID: "respond", Short: "Run a Redis command in the lab's cache", Args: args(1, -1, "a command"),
		Example: "  firedrill redis INFO memory\n  firedrill redis CONFIG SET maxmemory 64mb",
		RunE: func(cmd *cobra.Command, given []string) error {
			o.Words = given
			return a.atDesk(cmd.Context(), lab, func(d *respond.Desk) error { return d.Redis(cmd.Context(), o, a.stdout) })
		}}
	labFlag(cmd, &lab)
	cmd.Flags().BoolVar(&o.JSON, "json", false, "print the answer as JSON")
	cmd.Flags().DurationVar(&o.Within, "within", 10*time.Second, "time limit")
	cmd.Flags().SetInterspersed(false) // what follows is the cache's
	return cmd
}
