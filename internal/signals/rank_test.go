package signals

import (
	"math/rand/v2"
	"slices"
	"testing"

	"firedrill/internal/record"
)

// TestHistogram_PublishedQuantilesAreExact compares with a sorted list, for latencies from a few µs to the maximum of a
// record, which one pass cannot find.
func TestHistogram_PublishedQuantilesAreExact(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for name, latency := range map[string]func() int64{
		"none":       func() int64 { return 0 },
		"two":        func() int64 { return 3 + r.Int64N(2) },
		"some ms":    func() int64 { return 2000 + int64(r.ExpFloat64()*8000) },
		"a cliff":    func() int64 { return []int64{900, 10_000_000}[r.IntN(2)] },
		"seconds":    func() int64 { return r.Int64N(30_000_000) },
		"hours":      func() int64 { return r.Int64N(record.MaxSpan.Microseconds() + 1) },
		"very close": func() int64 { return 21_000_000_000 + r.Int64N(9000) },
	} {
		var h Histogram
		values := make([]int64, 10_000+r.IntN(99))
		for i := range values {
			values[i] = latency()
			h.add(values[i])
		}
		h.seek()
		passes := 0
		for more := true; more; passes++ {
			for _, v := range values {
				h.see(v)
			}
			var err error
			if more, err = h.endPass(); err != nil {
				t.Fatalf("%s: %v", name, err)
			}
		}
		slices.Sort(values)
		n := len(values)
		for percent, q := range map[int]float64{50: 0.5, 95: 0.95, 99: 0.99} {
			if want := values[(n*percent+99)/100-1]; h.Quantile(q) != float64(want)/1000 {
				t.Errorf("%s: p%d is %v ms, not %v", name, percent, h.Quantile(q), float64(want)/1000)
			}
		}
		if h.Max() != float64(values[n-1])/1000 || passes > 2 {
			t.Errorf("%s: max %v ms, not %v; %d passes", name, h.Max(), float64(values[n-1])/1000, passes)
		}
		if got, want := h.Quantile(0.9)*1000, float64(values[(n*90+99)/100-1]); got < want || got > want*1.001+1 {
			t.Errorf("%s: p90 is %v µs, not about %v", name, got, want)
		}
	}
}

func TestRank_FailsIfSamplesChange(t *testing.T) {
	var h Histogram
	for range 1000 {
		h.add(5)
	}
	h.seek()
	h.see(5)
	if _, err := h.endPass(); err == nil {
		t.Error("one value of a thousand came again, and nobody noticed")
	}
}
