package main

import (
	"context"
	"fmt"

	"firedrill/internal/drill"
	"firedrill/internal/history"
	"firedrill/internal/runner"

	"github.com/spf13/cobra"
)

func (a *app) historyCommand() *cobra.Command {
	var q history.Query
	var asJSON bool
	cmd := &cobra.Command{Use: "history", GroupID: "drill", Short: "List past runs with verdicts and key figures", Args: args(0, 0, ""),
		Long: "Lists past runs, newest first. FAILED and P95 are measured in the fault phase.\n" +
			"Runs are stored in a file, or in a Postgres database that a team shares: see --history.",
		RunE: func(cmd *cobra.Command, _ []string) error { return a.past(cmd.Context(), q, asJSON) }}
	cmd.Flags().StringVar(&q.Scenario, "scenario", "", "only runs of this scenario")
	cmd.Flags().StringVar(&q.Lab, "lab", "", "only runs on this lab")
	cmd.Flags().IntVar(&q.Limit, "limit", 20, "maximum number of runs")
	jsonFlag(cmd, &asJSON)
	return cmd
}

// past prints the runs that a query finds.
func (a *app) past(ctx context.Context, q history.Query, asJSON bool) error {
	if q.Limit < 1 {
		return usageError{fmt.Sprintf("flag \"--limit\" does not take \"%d\": at least 1", q.Limit), "firedrill history --limit 100"}
	}
	return a.inHistory(ctx, func(s history.Store) error {
		lines, err := history.List(ctx, s, q)
		switch {
		case err != nil:
			return err
		case asJSON:
			return printJSON(a.stdout, lines)
		case len(lines) > 0:
			return history.Table(a.stdout, lines)
		}
		text, err := history.NoRuns(ctx, s)
		if err == nil {
			fmt.Fprintln(a.stderr, text)
		}
		return err
	})
}

// inHistory opens the history to read it.
func (a *app) inHistory(ctx context.Context, do func(history.Store) error) error {
	place, err := a.history()
	if err != nil {
		return err
	}
	s, err := place.OpenPast(ctx)
	if err != nil {
		return err
	}
	defer s.Close()
	return do(s)
}

// history is the history that the settings name, else the one in the user's state.
func (a *app) history() (history.Place, error) {
	s, err := a.settings()
	if err != nil {
		return history.Place{}, err
	}
	if s.History != "" {
		return history.Place{At: s.History, Named: true}, nil
	}
	home, err := drill.NewHome(a.getenv)
	return history.Place{At: home.File(history.File)}, err
}

// remember adds a result to the history. A failure is only a warning: the result stands without it.
func (a *app) remember(ctx context.Context, g runner.Graded) {
	place, err := a.history()
	if err == nil {
		err = place.Keep(ctx, g.Result)
	}
	if err != nil {
		fmt.Fprintf(a.stderr, "warning: the run is not in the history: %v\nhint: firedrill grade %s adds it, once that is mended\n", err, g.Result.Run)
	}
}
