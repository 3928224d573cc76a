package main

import (
	"context"
	"fmt"

	"firedrill/internal/history"
	"firedrill/internal/history/compare"

	"github.com/spf13/cobra"
)

func (a *app) compareCommand() *cobra.Command {
	var last int
	var asJSON bool
	cmd := &cobra.Command{Use: "compare A B", GroupID: "drill", Short: "Compare two sets of runs", Args: args(2, 2, "two sets of runs"),
		Long: "Compares the runs of A with those of B. For each objective and signal it prints the median and the spread of both sets,\n" +
			"and whether the difference is larger than the spread. A and B are SCENARIO@LAB (the last runs) or RUN,RUN,RUN, with at\n" +
			"least three valid runs each (firedrill run SCENARIO --repeat 3). The exit code is 0 whatever the difference.",
		Example: "  firedrill compare db-outage@fragile db-outage@hardened",
		RunE: func(cmd *cobra.Command, given []string) error {
			return a.compare(cmd.Context(), given[0], given[1], last, asJSON)
		}}
	cmd.Flags().IntVar(&last, "last", 10, "use the newest N valid runs of SCENARIO@LAB")
	jsonFlag(cmd, &asJSON)
	return cmd
}

// compare prints what changed from the runs of one side to those of the other.
func (a *app) compare(ctx context.Context, wordA, wordB string, last int, asJSON bool) error {
	if last < compare.Least {
		return usageError{fmt.Sprintf("flag \"--last\" does not take \"%d\": at least %d, or chance can't be told from a change", last, compare.Least),
			fmt.Sprintf("firedrill run SCENARIO --repeat %d", compare.Least)}
	}
	return a.inHistory(ctx, func(s history.Store) error {
		setA, setB, err := history.Sides(ctx, s, wordA, wordB, last)
		if err != nil {
			return err
		}
		c := compare.Compare(setA, setB)
		if asJSON {
			return printJSON(a.stdout, c)
		}
		return compare.Text(a.stdout, c)
	})
}
