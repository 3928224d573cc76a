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
	cmd := &cobra.Command{Use: "verify [SCENARIO ...]", GroupID: "library", Short: "Verify on real containers that scenarios do what they claim",
		ValidArgsFunction: completeScenario,
		Long: "Runs each scenario in several ways: without its fault, with it (twice), with the reference fix applied in mid-drill, on\n" +
			"the hardened lab, and with known wrong fixes. Without names it verifies the whole library.\n\n" +
			"Results are stored, and a check is repeated only after its scenario, lab or images have changed.\n" +
			"The exit code is 0 if every check passed, else 3.",
		RunE: func(cmd *cobra.Command, given []string) error { return a.verify(cmd.Context(), given, f) }}
	cmd.Flags().IntVar(&f.jobs, "jobs", 1, "number of labs at once; each needs about one processor")
	cmd.Flags().StringVar(&f.book, "book", "", "results file (default: "+bookFile+" in the folder of the runs)")
	cmd.Flags().BoolVar(&f.again, "again", false, "also repeat checks whose result is known")
	cmd.Flags().StringSliceVar(&f.only, "only", nil, "only these checks, such as shows,fixed")
	cmd.Flags().BoolVar(&f.json, "json", false, "print JSON")
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
