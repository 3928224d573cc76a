package main

import (
	"context"
	"os"
	"path/filepath"

	"firedrill/internal/grade"
	"firedrill/internal/record"
	"firedrill/internal/runner"

	"github.com/spf13/cobra"
)

func (a *app) gradeCommand() *cobra.Command {
	var asJSON bool
	var by string
	cmd := &cobra.Command{Use: "grade RUN", GroupID: "drill", Short: "Grade a record again", Args: args(1, 1, "a run, or its folder"),
		Long: "Computes the result of a run again from its record. The same record always gives the same result.\nRUN is the name of a run or its folder.",
		RunE: func(cmd *cobra.Command, given []string) error { return a.grade(cmd.Context(), given[0], by, asJSON) }}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print only result.json on standard output")
	cmd.Flags().StringVar(&by, "scenario", "", "grade by the objectives of this scenario, without writing result.json")
	return cmd
}

func (a *app) grade(ctx context.Context, run, by string, asJSON bool) error {
	dir, err := a.runDir(run)
	if err != nil {
		return err
	}
	if by == "" {
		return a.report(ctx, dir, asJSON)
	}
	s, err := a.scenario(by)
	if err != nil {
		return err
	}
	g, err := runner.Measure(dir, s)
	if err != nil {
		return err
	}
	return a.show(g, asJSON)
}

// runDir finds the folder of a run by its name, or by its path.
func (a *app) runDir(run string) (string, error) {
	if run == filepath.Base(run) {
		s, err := a.settings()
		if err != nil {
			return "", err
		}
		if dir := filepath.Join(s.Runs, run); isDir(dir) {
			return dir, nil
		}
	}
	if isDir(run) {
		return run, nil
	}
	return "", usageError{"no run \"" + run + "\"", "name a folder that holds " + record.EventsFile + ", such as runs/<id>"}
}

func isDir(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.IsDir()
}

// report settles a run's result and shows it.
func (a *app) report(ctx context.Context, dir string, asJSON bool) error {
	g, err := runner.Settle(dir)
	if err != nil {
		return err
	}
	defer a.remember(ctx, g) // after the report, which does not wait for it
	return a.show(g, asJSON)
}

// show prints a result. Its verdict is the exit code.
func (a *app) show(g runner.Graded, asJSON bool) error {
	format := "text"
	if asJSON {
		format = "json"
	}
	err := a.writeReport(g, format, stdout)
	if err != nil || g.Result.Verdict == grade.Pass {
		return err
	}
	return verdictError{g.Result.Verdict}
}
