package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"

	"firedrill/internal/plain"
	"firedrill/internal/report"
	"firedrill/internal/runner"
	"firedrill/internal/source"

	"github.com/spf13/cobra"
)

// stdout is the file that stands for standard output.
const stdout = "-"

func (a *app) reportCommand() *cobra.Command {
	var format, out string
	cmd := &cobra.Command{Use: "report RUN", GroupID: "drill", Short: "Export a run as HTML, text, Markdown, JUnit, CSV or JSON", Args: args(1, 1, "a run, or its folder"),
		Long: "Exports a run from its record. The same record always gives the same output. RUN is the name of a run or its folder.\n\n" +
			"  html      one self-contained page with charts (default; written to " + runner.PageFile + " in the run's folder)\n" +
			"  text      the report that run prints\n" +
			"  markdown  a summary for a GitHub job: firedrill report RUN --format markdown >> $GITHUB_STEP_SUMMARY\n" +
			"  junit     test cases for a CI server\n" +
			"  csv       one line per request\n" +
			"  json      result.json\n\n" +
			"The exit code is 0 whatever the verdict; firedrill grade turns that into one.",
		RunE: func(_ *cobra.Command, given []string) error { return a.draw(given[0], format, out) }}
	cmd.Flags().StringVar(&format, "format", report.Formats[0], "html, text, markdown, junit, csv or json")
	cmd.Flags().StringVar(&out, "out", "", `the file to write, "-" for standard output (default: - for all but html)`)
	_ = cmd.RegisterFlagCompletionFunc("format", cobra.FixedCompletions(report.Formats, cobra.ShellCompDirectiveNoFileComp))
	return cmd
}

// draw writes one report of a run.
func (a *app) draw(run, format, out string) error {
	if !slices.Contains(report.Formats, format) {
		return source.Unknown("format", format, report.Formats)
	}
	dir, err := a.runDir(run)
	if err != nil {
		return err
	}
	g, err := runner.Measure(dir, nil)
	if err != nil {
		return err
	}
	told := false
	switch {
	case out == "" && format == "html":
		out, told = filepath.Join(dir, runner.PageFile), true
	case out == "":
		out = stdout
	}
	if err := a.writeReport(g, format, out); err != nil || !told {
		return err
	}
	_, err = fmt.Fprintln(a.stdout, out)
	return err
}

// writeReport writes a report to a file, or to standard output.
func (a *app) writeReport(g runner.Graded, format, path string) error {
	if path == stdout {
		return a.drawIn(a.stdout, g, format)
	}
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	return errors.Join(a.drawIn(f, g, format), f.Close())
}

func (a *app) drawIn(w io.Writer, g runner.Graded, format string) error {
	o := report.Options{Colour: a.colour(w), Width: defaultWidth, Page: g.Page}
	if w == a.stdout {
		o.Width = a.width()
	}
	if format == "text" {
		w = plain.Raw(w) // it is coloured, and escapes what comes from outside itself
	}
	return report.Write(w, format, g.Drill, g.Record, o)
}
