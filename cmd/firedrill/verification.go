package main

import (
	"context"
	"fmt"
	"io"
	"path/filepath"
	"strings"
	"sync"

	"firedrill/internal/drill"
	"firedrill/internal/grade"
	"firedrill/internal/verify"
	"firedrill/scenarios"
	"firedrill/stack"
)

// verification is one call of verify.
type verification struct {
	app    *app
	book   *verify.Book
	images stack.Images
	labs   func(name string) (stack.Lab, error)
	again  bool
	only   []verify.Check // none: all
	now    verify.Expected

	mu     sync.Mutex // guards lines, the book and the results
	lines  io.Writer
	shared map[string]*once // by the trial's key
}

// once is a trial whose outcome serves several scenarios.
type once struct {
	do  sync.Once
	got verify.Outcome
	err error
}

// verified is one scenario on its way through those of its trials that have to be run.
type verified struct {
	scenario *scenarios.Scenario
	trials   []verify.Trial
	outcomes []verify.Outcome
	left     int
}

// prepare brings the images into the engine once, for all labs, and opens the book.
func (v *verification) prepare(ctx context.Context, path string) error {
	b, lab, err := v.app.openFor(ctx, "", defaultLab)
	if err != nil {
		return err
	}
	defer b.engine.Close()
	if path == "" {
		path = filepath.Join(b.settings.Runs, bookFile)
	}
	if v.book, err = verify.OpenBook(path); err != nil {
		return err
	}
	v.labs = b.settings.Find
	v.images, _, err = stack.Supply(ctx, b.engine, stack.SupplyRequest{Lab: lab, Run: b.run, Progress: v.app.progress})
	return err
}

// unknown are the scenarios that have to be tried, each with those of its trials whose outcome is not known.
func (v *verification) unknown(all []*scenarios.Scenario) ([]*verified, error) {
	var err error
	if v.now, err = expected(all, v.labs); err != nil {
		return nil, err
	}
	var todo []*verified
	for _, s := range all {
		one := &verified{scenario: s}
		for _, t := range some(verify.Trials(s), v.only) {
			if v.again || !v.book.Known(s.Name, t.Check, v.now[s.Name][t.Check], v.imageNames()) {
				one.trials = append(one.trials, t)
			}
		}
		if one.left = len(one.trials); one.left > 0 {
			one.outcomes = make([]verify.Outcome, one.left)
			todo = append(todo, one)
		}
	}
	return todo, nil
}

// expected are the keys of all trials of some scenarios, on the labs as they are resolved.
func expected(all []*scenarios.Scenario, labs func(string) (stack.Lab, error)) (verify.Expected, error) {
	now := verify.Expected{}
	for _, s := range all {
		now[s.Name] = map[verify.Check]string{}
		for _, t := range verify.Trials(s) {
			lab, err := labs(t.Lab)
			if err != nil {
				return nil, fmt.Errorf("scenario %q: %w", s.Name, err)
			}
			if _, err := drill.Resolve(t.Scenario, lab); err != nil {
				return nil, err
			}
			if now[s.Name][t.Check], err = t.Key(lab); err != nil {
				return nil, err
			}
		}
	}
	return now, nil
}

func (v *verification) imageNames() []string {
	return []string{v.images.Nginx, v.images.Redis, v.images.Postgres}
}

// summary says how many scenarios hold what they promise; its error is that some do not.
func (v *verification) summary(all []*scenarios.Scenario, names []string) error {
	not := v.book.Failing(names, v.now)
	fmt.Fprintln(v.lines, verify.Summary(all, v.book, v.now))
	if len(not) == 0 {
		return nil
	}
	fmt.Fprintf(v.lines, "not: %s\n", strings.Join(not, ", "))
	return verdictError{grade.Fail}
}
