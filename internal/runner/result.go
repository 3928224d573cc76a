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

// Files that Settle writes to a run's folder.
const (
	ResultFile = "result.json"
	PageFile   = "report.html"
)

// Graded is a result with the data it was computed from.
type Graded struct {
	report.Drill
	Record *record.Record
	Page   string // path of the report page; empty: not written
}

// Measure computes the result of a record. With a nil scenario it uses the one in the record.
func Measure(dir string, s *scenarios.Scenario) (Graded, error) {
	r, err := record.Open(dir)
	if err != nil {
		return Graded{}, err
	}
	if s == nil {
		// Parse without checks: the record says what was done, and a kind may have changed since.
		if s, err = scenarios.Parse("scenarios/"+r.Header.Scenario+".yaml", []byte(r.Header.Source), library.Recorded()); err != nil {
			return Graded{}, inHeader(dir, err)
		}
	}
	w, err := signals.Measure(r, grade.Asks(s.Objectives, s.Signature))
	if err != nil {
		return Graded{}, err
	}
	logs, _ := r.Logs() // the result's notes say why they cannot be read
	return Graded{Record: r, Drill: report.Drill{Header: r.Header, Events: r.Events, Result: grade.Grade(r.Header, w, s),
		Windows: w, Scenario: s, Logs: logs}}, nil
}

// Settle computes a run's result, and writes it and the report page beside the record.
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

// inHeader adds the record's file name to a mistake in the scenario of its header.
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
