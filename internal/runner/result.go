package runner

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"firedrill/internal/grade"
	"firedrill/internal/library"
	"firedrill/internal/record"
	"firedrill/internal/report"
	"firedrill/internal/signals"
	"firedrill/internal/source"
	"firedrill/scenarios"
)

// Files that Settle leaves in a run's folder.
const (
	ResultFile = "result.json"
	PageFile   = "report.html"
)

// Graded is a result with what it was computed from.
type Graded struct {
	report.Drill
	Record *record.Record
	Page   string // where its page was written; empty if it was not
}

// Measure computes the result of a record. Without a scenario, it is graded by the one that the record holds.
func Measure(dir string, s *scenarios.Scenario) (Graded, error) {
	r, err := record.Open(dir)
	if err != nil {
		return Graded{}, err
	}
	if s == nil {
		// Unchecked: what was done is in the record, and a kind may have changed since.
		if s, err = scenarios.Parse("scenarios/"+r.Header.Scenario+".yaml", []byte(r.Header.Source), library.Recorded()); err != nil {
			return Graded{}, inHeader(dir, err)
		}
	}
	w, err := signals.Measure(r, grade.Asks(s.Objectives, s.Signature))
	if err != nil {
		return Graded{}, err
	}
	logs, _ := r.Logs() // why they can't be read is among the result's notes
	return Graded{Record: r, Drill: report.Drill{Header: r.Header, Events: r.Events, Result: grade.Grade(r.Header, w, s),
		Windows: w, Scenario: s, Logs: logs}}, nil
}

// Settle computes a run's result, and writes it and its page beside the record.
func Settle(dir string) (Graded, error) {
	g, err := Measure(dir, nil)
	if err != nil {
		return g, err
	}
	g.Page = filepath.Join(dir, PageFile)
	if err := g.write(filepath.Join(dir, ResultFile), func(f *os.File) error { return report.JSON(f, g.Result) }); err != nil {
		return g, err
	}
	return g, g.write(g.Page, func(f *os.File) error { return report.HTML(f, g.Drill) })
}

func (g *Graded) write(path string, draw func(*os.File) error) error {
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	return errors.Join(draw(f), f.Close())
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
