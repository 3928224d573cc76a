package main

import (
	"context"
	"fmt"
	"io"

	"firedrill/internal/grade"
	"firedrill/internal/history/compare"
	"firedrill/internal/plain"
	"firedrill/internal/runner"
)

// repeat runs a drill several times, with a line for each and a summary. With --json the results go to standard output,
// one document after the other, and the lines beside them.
func (a *app) repeat(ctx context.Context, r *runner.Runner, q runner.Request, f runFlags) error {
	if f.repeat < 1 {
		return usageError{fmt.Sprintf("flag \"--repeat\" does not take \"%d\": at least 1", f.repeat), "firedrill run " + q.Scenario.Name + " --repeat 3"}
	}
	if f.keep {
		return usageError{"\"--keep\" does not go with \"--repeat\": each drill has a lab of its own", "firedrill up LAB, then --repeat with --reuse"}
	}
	lines := a.stdout
	if f.json {
		lines = a.stderr
	}
	seeds := runner.Seeds(runner.FirstSeed(f.seed, q.Scenario.Seed), f.repeat)
	return series(lines, seeds, func(seed uint64) (*grade.Result, error) {
		q.Seed = seed
		return a.once(ctx, r, q, f.json)
	})
}

// series runs one drill for each seed, and prints what each came to. An error ends it, after a summary of those before.
func series(lines io.Writer, seeds []uint64, once func(seed uint64) (*grade.Result, error)) error {
	done, err := runner.Series(seeds, once, func(i int, r *grade.Result) {
		fmt.Fprintf(lines, "%d of %d  %s  seed %-16d  %s\n", i+1, len(seeds), r.Run, seeds[i], lineOf(r))
	})
	summarise(lines, done)
	if err != nil {
		return err
	}
	if v := runner.Worst(done); v != grade.Pass {
		return verdictError{v}
	}
	return nil
}

// once runs one drill of several.
func (a *app) once(ctx context.Context, r *runner.Runner, q runner.Request, asJSON bool) (*grade.Result, error) {
	dir, err := r.Run(ctx, q)
	if err != nil {
		return nil, err
	}
	g, err := runner.Settle(dir)
	if err != nil {
		return nil, err
	}
	a.remember(ctx, g)
	if asJSON {
		err = a.writeReport(g, "json", stdout)
	}
	return g.Result, err
}

// lineOf is what a drill came to, in a line.
func lineOf(r *grade.Result) string {
	score := ""
	if r.Score != nil && r.Letter != nil {
		score = fmt.Sprintf("%s of 100, %s: ", grade.InUnit(*r.Score, "points"), *r.Letter)
	}
	return string(r.Verdict) + "  " + score + plain.Masked(r.Reason)
}

// summarise says how the drills went together.
func summarise(w io.Writer, done []*grade.Result) {
	if len(done) == 0 {
		return
	}
	n, reported := map[grade.Verdict]int{}, 0
	for _, r := range done {
		n[r.Verdict]++
		if r.Incident.Reported {
			reported++
		}
	}
	scenario, lab := plain.Masked(done[0].Scenario), plain.Masked(done[0].Lab)
	drills := fmt.Sprintf("%d drills", len(done))
	if len(done) == 1 {
		drills = "1 drill"
	}
	fmt.Fprintf(w, "\n%s of %s on %s: %s\n", drills, scenario, lab, compare.Counts(n))
	fmt.Fprintf(w, "an incident is reported in %d of them\n", reported)
	fmt.Fprintf(w, "firedrill compare %s@%s OTHER sets them beside others; firedrill history lists them\n", scenario, lab)
}
