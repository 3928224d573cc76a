package main

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"firedrill/internal/source"
	"firedrill/internal/verify"
	"firedrill/scenarios"

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
