package signals_test

import (
	"testing"

	"firedrill/internal/record"
	"firedrill/internal/record/recordtest"
	"firedrill/internal/signals"
)

func TestSecond_ErrorsAndLatenciesAddUp(t *testing.T) {
	w, _ := measure(t, recordtest.Drill{Request: troubled})
	edges := []float64{0.1, 1, 10, 100, 1000, 10_000}
	for _, p := range w.Phases {
		all := signals.Joined(p.Seconds)
		var inEdges, errors int64
		for _, n := range all.Spread(edges) {
			inEdges += n
		}
		for class, n := range all.Errors {
			errors += n
			if n != p.All.Errors[class] {
				t.Errorf("%s: %d of class %q, not %d", p.Name, n, class, p.All.Errors[class])
			}
		}
		if inEdges != p.All.Sent() || errors != p.All.Bad() || all.Scheduled != p.All.Scheduled {
			t.Errorf("%s: %d of %d latencies, %d of %d errors", p.Name, inEdges, p.All.Sent(), errors, p.All.Bad())
		}
		p50, ok := all.P50()
		if want := p.All.Latency.Quantile(0.5); !ok || p50 < want*0.9 || p50 > want*1.1 {
			t.Errorf("%s: median %v ms, not %v", p.Name, p50, want)
		}
	}
}

func TestJoined_LeavesTheSecondsUnchanged(t *testing.T) {
	w, _ := measure(t, recordtest.Drill{Request: troubled})
	p := w.Phase(record.PhaseFault)
	first := signals.Joined(p.Seconds)
	again := signals.Joined(p.Seconds)
	if first.Failed != again.Failed || first.Errors[record.ClassHTTP5App] != again.Errors[record.ClassHTTP5App] {
		t.Errorf("joined twice: %+v, then %+v", first, again)
	}
}

func TestSecond_SpreadCountsBetweenEdges(t *testing.T) {
	w, _ := measure(t, recordtest.Drill{}) // 3 to 13 ms
	s := w.Phases[0].Seconds[0]
	if got := s.Spread([]float64{1, 2, 20, 30}); got[0] != 0 || got[1] != 200 || got[2] != 0 {
		t.Errorf("got %v", got)
	}
	if got := s.Spread([]float64{100, 200, 300}); got[0] != 200 || got[1] != 0 {
		t.Errorf("below the first edge: got %v", got)
	}
	if got := s.Spread([]float64{0.1, 0.2, 0.3}); got[1] != 200 {
		t.Errorf("above the last edge: got %v", got)
	}
	var none signals.Second
	if got := none.Spread([]float64{1, 2}); got[0] != 0 {
		t.Errorf("without requests: got %v", got)
	}
}
