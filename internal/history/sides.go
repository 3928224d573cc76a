package history

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"firedrill/internal/grade"
	"firedrill/internal/history/compare"
	"firedrill/internal/plain"
	"firedrill/internal/source"
)

// Sides finds the runs that two command-line words name. Each side has at least compare.Least valid runs of one drill,
// and no run is on both sides; otherwise the error is a source.Mistake.
func Sides(ctx context.Context, s Store, a, b string, last int) (setA, setB compare.Set, err error) {
	if setA, err = side(ctx, s, "A", a, last); err != nil {
		return setA, setB, err
	}
	if setB, err = side(ctx, s, "B", b, last); err != nil {
		return setA, setB, err
	}
	for _, r := range setA.Results {
		if slices.ContainsFunc(setB.Results, func(o *grade.Result) bool { return o.Run == r.Run && o.Start.Equal(r.Start) }) {
			return setA, setB, source.Mistake{Message: fmt.Sprintf("run %q is on both sides", r.Run), Hint: "name the runs of each side: RUN,RUN,RUN"}
		}
	}
	return setA, setB, nil
}

func side(ctx context.Context, s Store, letter, word string, last int) (compare.Set, error) {
	q, err := parseSide(word, last)
	if err != nil {
		return compare.Set{}, err
	}
	found, err := s.Find(ctx, q)
	if err != nil {
		return compare.Set{}, err
	}
	if err := complete(q, found); err != nil {
		return compare.Set{}, err
	}
	set := compare.Set{Name: word}
	for _, e := range found {
		if e.Verdict == grade.Invalid {
			continue // an invalid drill says nothing about the lab
		}
		r, err := e.Read()
		if err != nil {
			return compare.Set{}, err
		}
		set.Results = append(set.Results, r)
	}
	return set, enough(letter, word, q, found, len(set.Results))
}

// parseSide reads a side: SCENARIO@LAB for the last valid runs, or the names of runs.
func parseSide(word string, last int) (Query, error) {
	if scenario, lab, ok := strings.Cut(word, "@"); ok {
		if scenario == "" || lab == "" {
			return Query{}, source.Mistake{Message: fmt.Sprintf("%q is no drill", word), Hint: "write SCENARIO@LAB, such as db-outage@fragile"}
		}
		return Query{Scenario: scenario, Lab: lab, Graded: true, Limit: last}, nil
	}
	var names []string
	for name := range strings.SplitSeq(word, ",") {
		if name = strings.TrimSpace(name); name != "" {
			names = append(names, name)
		}
	}
	if len(names) == 0 {
		return Query{}, source.Mistake{Message: "a side without a run", Hint: "write SCENARIO@LAB, or RUN,RUN,RUN"}
	}
	return Query{Runs: names}, nil
}

// complete checks that each named run was found exactly once.
func complete(q Query, found []Entry) error {
	for _, name := range q.Runs {
		n := 0
		for _, e := range found {
			if e.Run == name {
				n++
			}
		}
		switch {
		case n == 0 && len(q.Runs) == 1:
			return source.Mistake{Message: fmt.Sprintf("run %q is not in the history", name),
				Hint: "firedrill history lists the runs; a drill is written SCENARIO@LAB"}
		case n == 0:
			return source.Mistake{Message: fmt.Sprintf("run %q is not in the history", name), Hint: "firedrill grade RUN adds it, firedrill history lists what is there"}
		case n > 1:
			return source.Mistake{Message: fmt.Sprintf("%d runs are named %q", n, name), Hint: "they are of several machines; write SCENARIO@LAB instead"}
		}
	}
	return nil
}

// enough checks that a side has runs of only one drill, and enough of them to estimate a spread.
func enough(letter, word string, q Query, found []Entry, valid int) error {
	for _, e := range found {
		if e.Scenario != found[0].Scenario || e.Lab != found[0].Lab {
			return source.Mistake{Message: fmt.Sprintf("the runs of %s are of different drills: %s@%s and %s@%s", letter, found[0].Scenario, found[0].Lab, e.Scenario, e.Lab),
				Hint: "name runs of one scenario on one lab for each side"}
		}
	}
	if valid >= compare.Least {
		return nil
	}
	scenario, lab := q.Scenario, q.Lab
	if len(found) > 0 {
		scenario, lab = found[0].Scenario, found[0].Lab
	}
	return source.Mistake{Message: fmt.Sprintf("%s, %q, has %s; fewer than %d can't tell a change from chance", letter, word, grade.Count(valid, "valid run"), compare.Least),
		Hint: fmt.Sprintf("firedrill run %s --lab %s --repeat %d", plain.Masked(scenario), plain.Masked(lab), compare.Least)}
}
