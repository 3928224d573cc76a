package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"firedrill/internal/drill"
	"firedrill/internal/history"
	"firedrill/internal/report"
	"firedrill/internal/runner"

	"github.com/spf13/cobra"
)

// historyWait bounds how long a drill that is over waits for its history.
const historyWait = 10 * time.Second

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
	cmd.Flags().BoolVar(&asJSON, "json", false, "print JSON")
	return cmd
}

// past prints the runs that a query finds.
func (a *app) past(ctx context.Context, q history.Query, asJSON bool) error {
	if q.Limit < 1 {
		return usageError{fmt.Sprintf("flag \"--limit\" does not take \"%d\": at least 1", q.Limit), "firedrill history --limit 100"}
	}
	s, err := a.pastHistory(ctx)
	if err != nil {
		return err
	}
	defer s.Close()
	entries, err := s.Find(ctx, q)
	if err != nil {
		return err
	}
	lines, err := history.Lines(entries)
	if err != nil {
		return err
	}
	switch {
	case asJSON:
		return printJSON(a.stdout, lines)
	case len(lines) == 0:
		return a.noRuns(ctx, s)
	}
	return history.Table(a.stdout, lines)
}

// history opens the history that the settings name, else the one in the user's state, to add to it. The user's state is made
// where it is missing; a folder that the user names is not, since it may be mistyped.
func (a *app) history(ctx context.Context) (history.Store, error) {
	at, named, err := a.historyPath()
	if err != nil {
		return nil, err
	}
	folder := filepath.Dir(at)
	switch {
	case history.Shared(at):
	case !named:
		if err := os.MkdirAll(folder, 0o755); err != nil {
			return nil, fmt.Errorf("history %q: %w", at, err)
		}
	case missing(folder):
		return nil, usageError{fmt.Sprintf("history %q: folder %q does not exist", at, folder), "create the folder, or correct the path"}
	}
	return history.Open(ctx, at)
}

// pastHistory opens the history to read it. A file that the user names must be there already.
func (a *app) pastHistory(ctx context.Context) (history.Store, error) {
	at, named, err := a.historyPath()
	if err != nil {
		return nil, err
	}
	if named && !history.Shared(at) && missing(at) {
		return nil, usageError{fmt.Sprintf("history %q: no such file", at), "correct the path; firedrill run creates the file"}
	}
	return a.history(ctx)
}

// historyPath is where the history is, and whether the user named the place.
func (a *app) historyPath() (at string, named bool, err error) {
	s, err := a.settings()
	if err != nil {
		return "", false, err
	}
	if s.History != "" {
		return s.History, true, nil
	}
	home, err := drill.NewHome(a.getenv)
	if err != nil {
		return "", false, err
	}
	return filepath.Join(filepath.Dir(filepath.Dir(home.JournalPath("any"))), history.File), false, nil
}

func missing(path string) bool {
	_, err := os.Stat(path)
	return errors.Is(err, fs.ErrNotExist)
}

// remember adds a result to the history. It only warns where that can't be: the drill is what it is without.
func (a *app) remember(ctx context.Context, g runner.Graded) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), historyWait)
	defer cancel()
	if err := a.keep(ctx, g); err != nil {
		fmt.Fprintf(a.stderr, "warning: the run is not in the history: %v\nhint: firedrill grade %s adds it, once that is mended\n", err, g.Result.Run)
	}
}

func (a *app) keep(ctx context.Context, g runner.Graded) error {
	var text bytes.Buffer
	if err := report.JSON(&text, g.Result); err != nil {
		return err
	}
	s, err := a.history(ctx)
	if err != nil {
		return err
	}
	defer s.Close()
	return s.Add(ctx, history.Of(g.Result, text.Bytes()))
}

// noRuns says that the history holds no run like that, and what it holds in its place.
func (a *app) noRuns(ctx context.Context, s history.Store) error {
	rounds, err := s.Rounds().All(ctx)
	if err != nil {
		return err
	}
	text := "no run is kept there\nhint: firedrill run adds one, and firedrill grade RUN one that was run before"
	if n := len(rounds); n > 0 {
		text = fmt.Sprintf("no run is kept there, but %d rounds on call are\nhint: firedrill rounds shows them by scenario, firedrill rounds --by responder by name", n)
	}
	fmt.Fprintln(a.stderr, text)
	return nil
}
