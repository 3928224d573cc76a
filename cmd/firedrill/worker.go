package main

import (
	"firedrill/internal/worker"

	"github.com/spf13/cobra"
)

// workerCommand works beside a service's own processes, in its container. It lives by its standard input; one without a
// name waits until it is told to end.
func (a *app) workerCommand() *cobra.Command {
	return &cobra.Command{Use: worker.Command + " [NAME]", Short: "Run a worker inside a lab container", Hidden: true, Args: args(0, 1, "a name"),
		RunE: func(cmd *cobra.Command, given []string) error {
			if len(given) == 0 {
				<-cmd.Context().Done()
				return nil
			}
			return worker.Serve(cmd.Context(), given[0], a.stdin, a.stdout)
		}}
}
