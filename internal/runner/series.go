package runner

import "firedrill/internal/grade"

// Series runs one drill per seed, and calls tell with each result. An error ends the series; the earlier results are
// returned.
func Series(seeds []uint64, once func(seed uint64) (*grade.Result, error), tell func(i int, r *grade.Result)) ([]*grade.Result, error) {
	var done []*grade.Result
	for i, seed := range seeds {
		r, err := once(seed)
		if err != nil {
			return done, err
		}
		done = append(done, r)
		tell(i, r)
	}
	return done, nil
}

// Worst returns the worst verdict of several drills. The order is fail, invalid, inconclusive, pass.
func Worst(done []*grade.Result) grade.Verdict {
	rank := map[grade.Verdict]int{grade.Pass: 0, grade.Inconclusive: 1, grade.Invalid: 2, grade.Fail: 3}
	v := grade.Pass
	for _, r := range done {
		if rank[r.Verdict] > rank[v] {
			v = r.Verdict
		}
	}
	return v
}
