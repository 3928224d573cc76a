package main

import (
	"context"
	"fmt"
	"slices"

	"firedrill/internal/grade"
	"firedrill/internal/source"
	"firedrill/internal/verify"
	"firedrill/internal/verify/trials"
	"firedrill/scenarios"

	"github.com/spf13/cobra"
)

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
	cmd.Flags().StringVar(&f.book, "book", "", "results file (default: "+trials.BookFile+" in the folder of the runs)")
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
	all, err := a.rounds().Named(names)
	if err != nil {
		return err
	}
	r, err := a.runner()
	if err != nil {
		return err
	}
	lines := a.stdout
	if f.json {
		lines = a.stderr
	}
	sum, err := trials.Run(ctx, r, trials.Request{Scenarios: all, Only: only, Again: f.again, Jobs: f.jobs, Book: f.book, Lines: lines})
	if err != nil {
		return err
	}
	if f.json {
		if err := printJSON(a.stdout, sum.Book.Of(trials.Names(all))); err != nil {
			return err
		}
	}
	fmt.Fprint(lines, sum.Text)
	if len(sum.Failing) > 0 {
		return verdictError{grade.Fail}
	}
	return nil
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
