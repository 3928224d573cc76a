package runner

import (
	"slices"
	"testing"

	"firedrill/internal/grade"
)

func TestSeeds_DifferAndFollowFromTheFirst(t *testing.T) {
	all := Seeds(7, 1000)
	if len(all) != 1000 || all[0] != 7 {
		t.Fatalf("%d seeds, the first is %d", len(all), all[0])
	}
	if !slices.Equal(all[:5], Seeds(7, 5)) {
		t.Error("a shorter series has other seeds")
	}
	for _, s := range all {
		if s == 0 || s >= 1<<53 {
			t.Errorf("seed %d", s)
		}
	}
	if slices.Sort(all); len(slices.Compact(all)) != 1000 {
		t.Error("seeds come twice")
	}
	if other := Seeds(8, 2); other[1] == Seeds(7, 2)[1] {
		t.Error("two series meet")
	}
}

func TestWorst(t *testing.T) {
	tests := []struct {
		all  []grade.Verdict
		want grade.Verdict
	}{
		{[]grade.Verdict{grade.Pass, grade.Pass}, grade.Pass},
		{[]grade.Verdict{grade.Pass, grade.Inconclusive, grade.Pass}, grade.Inconclusive},
		{[]grade.Verdict{grade.Invalid, grade.Inconclusive}, grade.Invalid},
		{[]grade.Verdict{grade.Invalid, grade.Fail, grade.Pass}, grade.Fail},
	}
	for _, tt := range tests {
		var done []*grade.Result
		for _, v := range tt.all {
			done = append(done, &grade.Result{Verdict: v})
		}
		if got := Worst(done); got != tt.want {
			t.Errorf("%v: %s, want %s", tt.all, got, tt.want)
		}
	}
}
