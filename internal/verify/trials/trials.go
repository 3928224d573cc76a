// Package trials verifies on real containers that scenarios do what they claim. It runs the trials of package verify
// and stores the findings in a book.
package trials

import (
	"context"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"firedrill/internal/drill"
	"firedrill/internal/runner"
	"firedrill/internal/verify"
	"firedrill/scenarios"
	"firedrill/stack"

	"golang.org/x/sync/errgroup"
)

// BookFile is the default results file, in the folder of the runs.
const BookFile = "verified.json"

// Seed is the seed of every trial, so that chance is not a difference between two trials.
const Seed = 20261121

// Request asks for a verification.
type Request struct {
	Scenarios []*scenarios.Scenario
	Only      []verify.Check // empty: all
	Again     bool           // also repeat checks whose result is known
	Jobs      int            // labs at the same time
	Book      string         // results file; empty for BookFile in the folder of the runs
	Lines     io.Writer      // receives progress lines
}

// verification is one execution of a request.
type verification struct {
	Request
	runner *runner.Runner
	book   *verify.Book
	images stack.Images
	now    verify.Expected

	mu     sync.Mutex       // guards Lines, the book and the results
	shared map[string]*once // by the trial's key
}

// once is a trial whose outcome is shared by several scenarios.
type once struct {
	do  sync.Once
	got verify.Outcome
	err error
}

// verified is one scenario with the trials that it still needs.
type verified struct {
	scenario *scenarios.Scenario
	trials   []verify.Trial
	outcomes []verify.Outcome
	left     int
}

// Summary is the outcome of a verification.
type Summary struct {
	Book    *verify.Book
	Text    string
	Failing []string // names of the scenarios that do not do what they claim
}

// Run runs every trial whose outcome is not known, and stores the findings.
func Run(ctx context.Context, r *runner.Runner, q Request) (Summary, error) {
	v := &verification{Request: q, runner: r, shared: map[string]*once{}}
	if err := v.prepare(ctx); err != nil {
		return Summary{}, err
	}
	todo, err := v.unknown()
	if err != nil {
		return Summary{}, err
	}
	group, gctx := errgroup.WithContext(ctx)
	group.SetLimit(q.Jobs)
	for _, s := range todo {
		for i := range s.trials {
			group.Go(func() error { return v.try(gctx, s, i) })
		}
	}
	if err := group.Wait(); err != nil {
		return Summary{}, err
	}
	sum := Summary{Book: v.book, Failing: v.book.Failing(Names(q.Scenarios), v.now), Text: verify.Summary(q.Scenarios, v.book, v.now) + "\n"}
	if len(sum.Failing) > 0 {
		sum.Text += fmt.Sprintf("not: %s\n", strings.Join(sum.Failing, ", "))
	}
	return sum, nil
}

// Names returns the names of scenarios as used in the book.
func Names(all []*scenarios.Scenario) []string {
	names := make([]string, len(all))
	for i, s := range all {
		names[i] = s.Name
	}
	return names
}

// prepare loads the images into the engine once for all labs, and opens the book.
func (v *verification) prepare(ctx context.Context) error {
	b, lab, err := v.runner.OpenFor(ctx, "", runner.DefaultLab)
	if err != nil {
		return err
	}
	defer b.Engine.Close()
	path := v.Book
	if path == "" {
		path = filepath.Join(b.Settings.Runs, BookFile)
	}
	if v.book, err = verify.OpenBook(path); err != nil {
		return err
	}
	v.images, err = b.Images(ctx, lab)
	return err
}

// some selects the trials of the requested checks; without any, all trials.
func some(all []verify.Trial, only []verify.Check) []verify.Trial {
	if len(only) == 0 {
		return all
	}
	return slices.DeleteFunc(all, func(t verify.Trial) bool { return !slices.Contains(only, t.Check) })
}

// unknown returns the scenarios to verify, each with the trials whose outcome is not known.
func (v *verification) unknown() ([]*verified, error) {
	var err error
	if v.now, err = Expected(v.Scenarios, v.runner.Settings.Find); err != nil {
		return nil, err
	}
	var todo []*verified
	for _, s := range v.Scenarios {
		one := &verified{scenario: s}
		for _, t := range some(verify.Trials(s), v.Only) {
			if v.Again || !v.book.Known(s.Name, t.Check, v.now[s.Name][t.Check], v.imageNames()) {
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

// Expected returns the keys of all trials of some scenarios, on the resolved labs.
func Expected(all []*scenarios.Scenario, labs func(string) (stack.Lab, error)) (verify.Expected, error) {
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
