package confidence_test

import (
	"math"
	"testing"

	"firedrill/internal/confidence"
)

func near(a, b, tolerance float64) bool { return math.Abs(a-b) <= tolerance }

func TestNormal(t *testing.T) {
	if got := confidence.Normal(); !near(got, 1.959964, 1e-6) {
		t.Errorf("%v, want 1.959964", got)
	}
}

// The values are from a table of Student's t.
func TestStudentT(t *testing.T) {
	for df, want := range map[float64]float64{1: 12.706, 2: 4.303, 11: 2.201, 14: 2.145, 30: 2.042, 1000: 1.962} {
		if got := confidence.StudentT(df); !near(got, want, 0.001) {
			t.Errorf("%v degrees of freedom: %v, want %v", df, got, want)
		}
	}
}

// The first row is R's binom.test(5, 100). Where all or none passed, the other end is 1 - 0.025^(1/n) or its mirror image.
func TestClopperPearson(t *testing.T) {
	tests := []struct{ p, n, low, high float64 }{
		{0.05, 100, 0.01643, 0.11284},
		{0, 100, 0, 0.03622},
		{1, 100, 0.96378, 1},
		{0, 0.5, 0, 0.99938},
		{1e-7, 2e6, 0, 0.0000021},
	}
	for _, tt := range tests {
		low, high := confidence.ClopperPearson(tt.p, tt.n)
		if !near(low, tt.low, 1e-5) || !near(high, tt.high, 1e-5) {
			t.Errorf("%v of %v: %v to %v, want %v to %v", tt.p, tt.n, low, high, tt.low, tt.high)
		}
	}
}

// The first four are those of Newcombe, Two-sided confidence intervals for the single proportion, Statistics in Medicine
// 17, 1998, table I, method 3.
func TestWilson(t *testing.T) {
	tests := []struct {
		passes, n int
		low, high float64
	}{
		{81, 263, 0.2553, 0.3662},
		{15, 148, 0.0624, 0.1605},
		{0, 20, 0, 0.1611},
		{1, 29, 0.0061, 0.1718},
		{20, 20, 0.8389, 1},
		{0, 0, 0, 1},
	}
	for _, tt := range tests {
		low, high := confidence.Wilson(tt.passes, tt.n)
		if !near(low, tt.low, 0.00005) || !near(high, tt.high, 0.00005) {
			t.Errorf("%d of %d: %.4f to %.4f, want %.4f to %.4f", tt.passes, tt.n, low, high, tt.low, tt.high)
		}
	}
}
