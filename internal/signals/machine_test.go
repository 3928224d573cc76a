package signals

import (
	"testing"

	"firedrill/internal/record"
	"firedrill/internal/record/recordtest"
)

// machine returns the gauges of a machine with two CPUs whose canary stalled for a part of the second.
func machine(stalled, busy, lab float64) []record.Gauge {
	g := func(service, name string, v float64) record.Gauge {
		return record.Gauge{Service: service, Name: name, Value: v}
	}
	return []record.Gauge{g(record.Machine, record.GaugeStalled, stalled), g(record.Machine, record.GaugeCores, 2),
		g(record.Machine, record.GaugeBusyCores, busy), g("shop-1", record.GaugeCPU, lab)}
}

func TestMachine_StillUnlessTheDrillFillsIt(t *testing.T) {
	tests := map[string]struct {
		stalled, busy, lab float64
		still              bool
	}{
		"calm":                        {0.01, 0.5, 0.4, false},
		"full of others, on time":     {0.04, 2, 0.4, false},
		"full of others, late":        {0.3, 2, 0.4, true},
		"full of a fault's own work":  {0.3, 2, 1.5, false},
		"late with processors to use": {1, 0.4, 0.3, true},
	}
	for name, test := range tests {
		w := measured(t, recordtest.Drill{Rate: 20, Gauges: func(int, string) []record.Gauge { return machine(test.stalled, test.busy, test.lab) }}.Write(t))
		p := w.Phase(record.PhaseFault)
		seen := w.Machine.Between(p.Start, p.End)
		if want := map[bool]int{true: 15}[test.still]; seen.Still != want || seen.Seconds != 15 {
			t.Errorf("%s: %+v, want %d seconds still", name, seen, want)
		}
		if got := w.Machine.Touched(p.Start, p.Start+second); got != test.still {
			t.Errorf("%s: touched %t", name, got)
		}
	}
}

func TestMachine_StallTouchesNeighbouringSeconds(t *testing.T) {
	w := measured(t, recordtest.Drill{Rate: 20, Gauges: func(i int, _ string) []record.Gauge {
		return machine(map[bool]float64{true: 0.5}[i == 20], 2, 0.4)
	}}.Write(t))
	for i := range int64(39) {
		if got, want := w.Machine.Touched(i*second, (i+1)*second), i >= 19 && i <= 21; got != want {
			t.Errorf("second %d: touched %t, want %t", i, got, want)
		}
	}
}

func TestMachine_OldRecordHasNone(t *testing.T) {
	if w := measured(t, recordtest.Drill{Rate: 20}.Write(t)); w.Machine != nil || w.Machine.Touched(0, second) || w.Machine.Between(0, second).Seconds != 0 {
		t.Errorf("%+v", w.Machine)
	}
}

func TestBaseline_LastOneCounts(t *testing.T) {
	for name, warmup := range map[string]int{"with a warm-up": 2, "without": 0} {
		from := int64(warmup+3) * second
		w := measured(t, recordtest.Drill{Rate: 20, Warmup: warmup, Baseline: 12, Events: func(all []record.Event) []record.Event {
			var out []record.Event
			for _, e := range all {
				out = append(out, e)
				if e.Phase != nil && e.Phase.Name == record.PhaseBaseline {
					out = append(out, record.Event{At: int64(warmup+11) * second, Phase: &record.Phase{Name: record.PhaseBaseline, Seconds: 9, From: from}})
				}
			}
			return out
		}}.Write(t))
		base, warm := w.Phase(record.PhaseBaseline), w.Phase(record.PhaseWarmup)
		if len(w.Phases) != 4 || base.Start != from || base.Length() != 9 || base.All.Scheduled != 180 {
			t.Errorf("%s: baseline from %d for %g s, %d requests, %d phases", name, base.Start, base.Length(), base.All.Scheduled, len(w.Phases))
		}
		if warm == nil || warm.Start != 0 || warm.End != from {
			t.Errorf("%s: warm-up %+v", name, warm)
		}
	}
}
