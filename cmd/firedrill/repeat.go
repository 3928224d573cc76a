package main

import (
	"context"
	"fmt"
	"io"

	"firedrill/internal/grade"
	"firedrill/internal/history/compare"
	"firedrill/scenarios"
)

// repeat runs a drill several times, with a line for each and a summary. With --json the results go to standard output,
// one document after the other, and the lines beside them.
func (a *app) repeat(ctx context.Context, s *scenarios.Scenario, f runFlags) error {
	if f.repeat < 1 {
		return usageError{fmt.Sprintf("flag \"--repeat\" does not take \"%d\": at least 1", f.repeat), "firedrill run " + s.Name + " --repeat 3"}
	}
	if f.keep {
		return usageError{"\"--keep\" does not go with \"--repeat\": each drill has a lab of its own", "firedrill up LAB, then --repeat with --reuse"}
	}
	lines := a.stdout
	if f.json {
		lines = a.stderr
	}
	return series(lines, seedsFrom(firstSeed(f.seed, s.Seed), f.repeat), func(seed uint64) (*grade.Result, error) {
		f.seed = seed
		return a.once(ctx, s, f)
	})
}

// series runs one drill for each seed, and says what each came to. An error ends it, after a summary of those before.
func series(lines io.Writer, seeds []uint64, once func(seed uint64) (*grade.Result, error)) error {
	var done []*grade.Result
	for i, seed := range seeds {
		r, err := once(seed)
		if err != nil {
			summarise(lines, done)
			return err
		}
		done = append(done, r)
		fmt.Fprintf(lines, "%d of %d  %s  seed %-16d  %s\n", i+1, len(seeds), r.Run, seed, lineOf(r))
	}
	summarise(lines, done)
	if v := worst(done); v != grade.Pass {
		return verdictError{v}
	}
	return nil
}

// once runs one drill of several.
func (a *app) once(ctx context.Context, s *scenarios.Scenario, f runFlags) (*grade.Result, error) {
	dir, err := a.attempt(ctx, attempt{scenario: s, flags: f})
	if err != nil {
		return nil, err
	}
	g, err := a.settle(dir)
	if err != nil {
		return nil, err
	}
	a.remember(ctx, g)
	if f.json {
		err = a.writeReport(g, "json", stdout)
	}
	return g.Result, err
}

// seedsFrom makes n different seeds. The first is the one that was asked for; the next follow from it (splitmix64), so that
// a whole series can be run again.
func seedsFrom(first uint64, n int) []uint64 {
	seeds := []uint64{first}
	for state := first; len(seeds) < n; {
		state += 0x9e3779b97f4a7c15
		z := state
		z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
		z = (z ^ z>>27) * 0x94d049bb133111eb
		z = (z ^ z>>31) & (1<<53 - 1) // a number that any JSON reader holds exactly
		if z != 0 {
			seeds = append(seeds, z)
		}
	}
	return seeds
}

// lineOf is what a drill came to, in a line.
func lineOf(r *grade.Result) string {
	score := ""
	if r.Score != nil && r.Letter != nil {
		score = fmt.Sprintf("%s of 100, %s: ", grade.InUnit(*r.Score, "points"), *r.Letter)
	}
	return string(r.Verdict) + "  " + score + compare.Plain(r.Reason)
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
	scenario, lab := compare.Plain(done[0].Scenario), compare.Plain(done[0].Lab)
	drills := fmt.Sprintf("%d drills", len(done))
	if len(done) == 1 {
		drills = "1 drill"
	}
	fmt.Fprintf(w, "\n%s of %s on %s: %s\n", drills, scenario, lab, compare.Counts(n))
	fmt.Fprintf(w, "an incident is reported in %d of them\n", reported)
	fmt.Fprintf(w, "firedrill compare %s@%s OTHER sets them beside others; firedrill history lists them\n", scenario, lab)
}

// worst is the verdict that counts for all: that users were failed is worse than that nobody can tell.
func worst(done []*grade.Result) grade.Verdict {
	rank := map[grade.Verdict]int{grade.Pass: 0, grade.Inconclusive: 1, grade.Invalid: 2, grade.Fail: 3}
	v := grade.Pass
	for _, r := range done {
		if rank[r.Verdict] > rank[v] {
			v = r.Verdict
		}
	}
	return v
}
