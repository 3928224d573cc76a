package runner

import "firedrill/internal/grade"

// Series runs one drill for each seed, and tells of each result. An error ends it; the results before it are returned.
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

// Worst is the verdict that counts for several drills. Fail is worse than invalid, that than inconclusive.
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
