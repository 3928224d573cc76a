package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"firedrill/internal/drill"
	"firedrill/internal/grade"
	"firedrill/internal/source"
	"firedrill/internal/verify"
	"firedrill/scenarios"
	"firedrill/stack"

	"github.com/spf13/cobra"
	"golang.org/x/sync/errgroup"
)

// bookFile is where results are kept unless said, in the folder of the runs.
const bookFile = "verified.json"

// verifySeed is the seed of every trial, so that two that differ differ in nothing else.
const verifySeed = 20261121

type verifyFlags struct {
	jobs  int
	book  string
	again bool
	only  []string
	json  bool
}

func (a *app) verifyCommand() *cobra.Command {
	var f verifyFlags
	cmd := &cobra.Command{Use: "verify [SCENARIO ...]", GroupID: "library", Short: "Prove on real containers that scenarios hold what they promise",
		ValidArgsFunction: completeScenario,
		Long: "Runs each scenario in several ways: with no fault, with it, with it again, with the reference fix typed in\n" +
			"mid-drill, on the hardened lab, and with known cheats in the fix's place. Without names it does the whole library.\n\n" +
			"What was found is kept, and not tried again until what counts for it changes: the scenario, the lab, an image.\n" +
			"The exit code is 0 if every check held, else 3.",
		RunE: func(cmd *cobra.Command, given []string) error { return a.verify(cmd.Context(), given, f) }}
	cmd.Flags().IntVar(&f.jobs, "jobs", 1, "labs side by side; each wants about a processor")
	cmd.Flags().StringVar(&f.book, "book", "", "the file that keeps what was found (default: "+bookFile+" in the folder of the runs)")
	cmd.Flags().BoolVar(&f.again, "again", false, "also what is known already")
	cmd.Flags().StringSliceVar(&f.only, "only", nil, "some checks alone, such as shows,fixed")
	cmd.Flags().BoolVar(&f.json, "json", false, "print what was found as JSON")
	return cmd
}

func (a *app) verify(ctx context.Context, names []string, f verifyFlags) error {
	if f.jobs < 1 {
		return usageError{fmt.Sprintf("flag \"--jobs\" does not take \"%d\": at least 1", f.jobs), "firedrill verify --jobs 2"}
	}
	only, err := checksOf(f.only)
	if err != nil {
		return err
	}
	if len(names) == 0 {
		names = scenarios.Names()
	}
	all, err := each(names, a.scenario)
	if err != nil {
		return err
	}
	names = namesOf(all)
	v := &verification{app: a, again: f.again, only: only, lines: a.stdout, shared: map[string]*once{}}
	if f.json {
		v.lines = a.stderr
	}
	if err := v.prepare(ctx, f.book); err != nil {
		return err
	}
	todo, err := v.unknown(all)
	if err != nil {
		return err
	}
	group, gctx := errgroup.WithContext(ctx)
	group.SetLimit(f.jobs)
	for _, s := range todo {
		for i := range s.trials {
			group.Go(func() error { return v.try(gctx, s, i) })
		}
	}
	if err := group.Wait(); err != nil {
		return err
	}
	if f.json {
		if err := printJSON(a.stdout, v.book.Of(names)); err != nil {
			return err
		}
	}
	return v.summary(all, names)
}

// checksOf reads the names of checks.
func checksOf(words []string) ([]verify.Check, error) {
	var known []string
	for _, c := range verify.Checks {
		known = append(known, string(c))
	}
	var only []verify.Check
	for _, w := range words {
		if !slices.Contains(known, w) {
			return nil, source.Unknown("check", w, known)
		}
		only = append(only, verify.Check(w))
	}
	return only, nil
}

// some are the trials of the checks that are asked for; of none, all.
func some(all []verify.Trial, only []verify.Check) []verify.Trial {
	if len(only) == 0 {
		return all
	}
	return slices.DeleteFunc(all, func(t verify.Trial) bool { return !slices.Contains(only, t.Check) })
}

// each reads all scenarios, with the mistakes of all at once.
func each(names []string, read func(string) (*scenarios.Scenario, error)) ([]*scenarios.Scenario, error) {
	var all []*scenarios.Scenario
	var bad []error
	for _, name := range names {
		s, err := read(name)
		bad = append(bad, err)
		all = append(all, s)
	}
	return all, errors.Join(bad...)
}

// namesOf are what the book knows scenarios by, which of one's own were given as files.
func namesOf(all []*scenarios.Scenario) []string {
	names := make([]string, len(all))
	for i, s := range all {
		names[i] = s.Name
	}
	return names
}

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
			if err := drill.CheckTargets(t.Scenario, lab); err != nil {
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
