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
	cmd := &cobra.Command{Use: "compare A B", GroupID: "drill", Short: "Say what changed between two sets of runs", Args: args(2, 2, "two sets of runs"),
		Long: "Sets the runs of A beside those of B: each objective and each signal as the median over the runs, with their spread,\n" +
			"and whether the change is greater than that. Each side is SCENARIO@LAB, for its last runs, or RUN,RUN,RUN, and has\n" +
			"three valid runs at least: firedrill run SCENARIO --repeat 3. The exit code is 0 whatever has changed.",
		Example: "  firedrill compare db-outage@fragile db-outage@hardened",
		RunE: func(cmd *cobra.Command, given []string) error {
			return a.compare(cmd.Context(), given[0], given[1], last, asJSON)
		}}
	cmd.Flags().IntVar(&last, "last", 10, "so many of the newest valid runs of SCENARIO@LAB")
	cmd.Flags().BoolVar(&asJSON, "json", false, "print JSON")
	return cmd
}

// compare prints what changed from the runs of one side to those of the other.
func (a *app) compare(ctx context.Context, wordA, wordB string, last int, asJSON bool) error {
	if last < compare.Least {
		return usageError{fmt.Sprintf("flag \"--last\" does not take \"%d\": at least %d, or chance can't be told from a change", last, compare.Least),
			fmt.Sprintf("firedrill run SCENARIO --repeat %d", compare.Least)}
	}
	s, err := a.pastHistory(ctx)
	if err != nil {
		return err
	}
	defer s.Close()
	setA, setB, err := history.Sides(ctx, s, wordA, wordB, last)
	if err != nil {
		return err
	}
	c := compare.Compare(setA, setB)
	if asJSON {
		return printJSON(a.stdout, c)
	}
	return compare.Text(a.stdout, c)
}
