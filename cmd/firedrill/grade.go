package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"firedrill/internal/grade"
	"firedrill/internal/record"
	"firedrill/internal/report"
	"firedrill/internal/signals"
	"firedrill/internal/source"
	"firedrill/scenarios"

	"github.com/spf13/cobra"
)

// What a grade leaves in a run's folder.
const (
	resultFile = "result.json"
	pageFile   = "report.html"
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
	g, err := measure(dir, s)
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

func isFile(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.Mode().IsRegular()
}

func isDir(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.IsDir()
}

// graded is a result with what it was computed from.
type graded struct {
	report.Drill
	record *record.Record
	page   string // where its page was written; "" if it was not
}

// measure computes the result of a record. Without a scenario, it is judged by the one that it holds.
func measure(dir string, s *scenarios.Scenario) (graded, error) {
	r, err := record.Open(dir)
	if err != nil {
		return graded{}, err
	}
	if s == nil {
		// Without the catalogue: what was done is in the record, and a kind may have changed since.
		if s, err = scenarios.Parse("scenarios/"+r.Header.Scenario+".yaml", []byte(r.Header.Source), nil); err != nil {
			return graded{}, inHeader(dir, err)
		}
	}
	w, err := signals.Measure(r, grade.Asks(s.Objectives, s.Signature))
	if err != nil {
		return graded{}, err
	}
	logs, _ := r.Logs() // why they can't be read is among the result's notes
	return graded{record: r, Drill: report.Drill{Header: r.Header, Events: r.Events, Result: grade.Grade(r.Header, w, s),
		Windows: w, Scenario: s, Logs: logs}}, nil
}

// report settles a run's result and shows it.
func (a *app) report(ctx context.Context, dir string, asJSON bool) error {
	g, err := a.settle(dir)
	if err != nil {
		return err
	}
	defer a.remember(ctx, g) // after the report, which does not wait for it
	return a.show(g, asJSON)
}

// settle computes a run's result, and writes it and its page beside the record.
func (a *app) settle(dir string) (graded, error) {
	g, err := measure(dir, nil)
	if err != nil {
		return g, err
	}
	g.page = filepath.Join(dir, pageFile)
	if err := a.writeReport(g, "json", filepath.Join(dir, resultFile)); err != nil {
		return g, err
	}
	return g, a.writeReport(g, "html", g.page)
}

// show prints a result. Its verdict is the exit code.
func (a *app) show(g graded, asJSON bool) error {
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

// inHeader names the record's file for a mistake in the scenario that its header holds.
func inHeader(dir string, err error) error {
	mistakes, ok := errors.AsType[source.Mistakes](err)
	if !ok {
		return err
	}
	var all source.Mistakes
	for _, m := range mistakes {
		m.Message = fmt.Sprintf("the scenario in the header, at %d:%d: %s", m.Line, m.Col, m.Message)
		m.File, m.Line, m.Col = filepath.Join(dir, record.EventsFile), 1, 1
		all = append(all, m)
	}
	return all
}
