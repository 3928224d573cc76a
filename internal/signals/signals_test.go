package signals_test

import (
	"cmp"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"firedrill/internal/record"
	"firedrill/internal/record/recordtest"
	"firedrill/internal/signals"
	"firedrill/internal/topology"
)

// until fails every request due between the start of the fault phase and end. The phases last 12, 15 and 12 s; the
// revert is at 27.3 s.
func until(end int64) func(*rand.Rand, string, *record.Sample) {
	return func(_ *rand.Rand, phase string, s *record.Sample) {
		if phase != record.PhaseBaseline && s.Due < end {
			recordtest.Break(s, record.ClassHTTP5App, 1000)
		}
	}
}

func TestRecovery_StartsWithTheGoodRun(t *testing.T) {
	relapse := func(_ *rand.Rand, _ string, s *record.Sample) {
		if s.Due >= 30_000_000 && s.Due < 30_200_000 {
			recordtest.Break(s, record.ClassReset, 10)
		}
	}
	tests := map[string]struct {
		drill                      recordtest.Drill
		start, run, watched        int
		confirmed, withoutRecovery bool
	}{
		"at once":        {drill: recordtest.Drill{Request: until(27_000_000)}, start: 0, run: 10, watched: 11, confirmed: true},
		"after 3 s":      {drill: recordtest.Drill{Request: until(30_200_000)}, start: 3, run: 8, watched: 11},
		"confirmed late": {drill: recordtest.Drill{Recovery: 30, Request: until(35_200_000)}, start: 8, run: 10, watched: 29, confirmed: true},
		"never":          {drill: recordtest.Drill{Request: until(99_000_000)}, start: -1, run: 0, watched: 11},
		"relapse":        {drill: recordtest.Drill{Request: relapse}, start: 3, run: 8, watched: 11},
		"not reverted": {drill: recordtest.Drill{Events: func(all []record.Event) []record.Event {
			var kept []record.Event
			for _, e := range all {
				if e.Fault == nil {
					kept = append(kept, e)
				}
			}
			return kept
		}}, withoutRecovery: true},
	}
	for name, test := range tests {
		w, _ := measure(t, test.drill)
		r := w.Recovery
		if test.withoutRecovery {
			if r != nil {
				t.Errorf("%s: %+v", name, r)
			}
			continue
		}
		if r.Start != test.start || r.Run != test.run || r.Watched != test.watched || r.Confirmed() != test.confirmed {
			t.Errorf("%s: start %d, run %d, watched %d, confirmed %v", name, r.Start, r.Run, r.Watched, r.Confirmed())
		}
	}
}

func TestRecovery_CountsFromLastManualFix(t *testing.T) {
	act := func(at int64, why string) record.Event {
		return record.Event{At: at, Act: &record.Act{Why: why, Text: "firedrill restart postgres", Seconds: 1}}
	}
	with := func(acts ...record.Event) func([]record.Event) []record.Event {
		return func(all []record.Event) []record.Event {
			all = append(all, acts...)
			slices.SortStableFunc(all, func(a, b record.Event) int { return cmp.Compare(a.At, b.At) })
			return all
		}
	}
	at := func(from, to int64) func(*rand.Rand, string, *record.Sample) {
		return func(_ *rand.Rand, _ string, s *record.Sample) {
			if s.Due >= from && s.Due < to {
				recordtest.Break(s, record.ClassReset, 10)
			}
		}
	}
	tests := map[string]struct {
		request          func(*rand.Rand, string, *record.Sample)
		events           []record.Event
		start, run, from int
	}{
		"a fix in the middle of the fault": {nil, []record.Event{act(20e6, record.ActFix)}, 0, 10, 20},
		"the last of two fixes counts":     {nil, []record.Event{act(18e6, record.ActFix), act(20e6, record.ActFix)}, 0, 10, 20},
		"bad after the fix":                {at(20e6, 23e6), []record.Event{act(20e6, record.ActFix)}, 3, 10, 20},
		"a trigger is no fix":              {nil, []record.Event{act(20e6, record.ActFix), act(24e6, record.ActTrigger)}, 0, 10, 20},
	}
	for name, test := range tests {
		w, _ := measure(t, recordtest.Drill{Request: test.request, Events: with(test.events...)})
		r := w.Recovery
		if r.Start != test.start || r.Run != test.run || r.From != int64(test.from)*1e6 || !r.ByHand {
			t.Errorf("%s: %+v", name, *r)
		}
	}
}

func TestDetection_ReportsAlertWithoutFault(t *testing.T) {
	none := func(all []record.Event) []record.Event {
		return slices.DeleteFunc(all, func(e record.Event) bool { return e.Fault != nil })
	}
	calm, _ := measure(t, recordtest.Drill{Events: none})
	if d := calm.Detection; !d.Quiet || d.Seconds != -1 {
		t.Errorf("all is well: %+v", d)
	}
	rung, _ := measure(t, recordtest.Drill{Events: none, Request: until(20e6)})
	if d := rung.Detection; d.Seconds != 1 {
		t.Errorf("everything fails: %+v", d)
	}
}

func TestDetection_FiresWhenBudgetBurns(t *testing.T) {
	from := func(start int64, share float64, latency int64) func(*rand.Rand, string, *record.Sample) {
		return func(r *rand.Rand, phase string, s *record.Sample) {
			if s.Due >= start && s.Due < 27_000_000 && r.Float64() < share {
				recordtest.Break(s, record.ClassTimeout, latency)
			}
		}
	}
	tests := map[string]struct {
		request func(*rand.Rand, string, *record.Sample)
		seconds int
		tier    string
		before  bool
	}{
		"quiet":           {from(99_000_000, 1, 0), -1, "", false},
		"all fail":        {from(12_200_000, 1, 1000), 1, "fast", false},
		"all hang":        {from(12_200_000, 1, 3_000_000), 2, "fast", false}, // slow after one second, counted in the next second
		"a few fail":      {from(12_200_000, 0.02, 1000), 7, "slow", false},
		"broken at first": {from(2_000_000, 1, 1000), 0, "fast", true},
	}
	for name, test := range tests {
		w, _ := measure(t, recordtest.Drill{Seed: 1, Request: test.request})
		if d := w.Detection; d.Seconds != test.seconds || d.Tier != test.tier || d.Before != test.before {
			t.Errorf("%s: after %d s, tier %q, before %v; want %d, %q, %v", name, d.Seconds, d.Tier, d.Before,
				test.seconds, test.tier, test.before)
		}
	}
}

func TestMeasure_SampleBelongsToPhaseOfItsDueTime(t *testing.T) {
	w, _ := measure(t, recordtest.Drill{Warmup: 2, Request: func(_ *rand.Rand, phase string, s *record.Sample) {
		if phase == record.PhaseBaseline {
			recordtest.Hold(s, 20_000_000)
		}
	}})
	want := map[string]int64{"warmup": 400, "baseline": 2400, "fault": 3000, "recovery": 2400}
	for _, p := range w.Phases {
		if p.All.Scheduled != want[p.Name] {
			t.Errorf("%s: %d requests, want %d", p.Name, p.All.Scheduled, want[p.Name])
		}
	}
	if p := w.Phase(record.PhaseFault); p.All.Slow != 0 || w.Phase(record.PhaseBaseline).All.Slow != 2400 {
		t.Errorf("requests of the baseline count as slow in the phase in which they ended")
	}
	if got := w.Phase(record.PhaseRecovery).Length(); got != 12 {
		t.Errorf("the recovery phase lasted %v s, the wait for the last answers included", got)
	}
}

func TestSplit_HopsAddUpToLatency(t *testing.T) {
	w, _ := measure(t, recordtest.Drill{Request: troubled})
	for _, p := range w.Phases {
		var whole float64
		for i := range p.Hops {
			whole += p.Hops[i].Mean(p.All.Sent())
		}
		if whole <= 0 || p.Hops[signals.HopDNS].Passed != 0 {
			t.Errorf("%s: %v ms in all hops", p.Name, whole)
		}
	}
	base := w.Phase(record.PhaseBaseline)
	var whole float64
	for i := range base.Hops {
		whole += base.Hops[i].Mean(base.All.Sent())
	}
	if p50 := base.All.Latency.Quantile(0.5); whole < p50*0.8 || whole > p50*1.5 {
		t.Errorf("hops add up to %v ms, the median is %v ms", whole, p50)
	}
}

func TestMisdirected_ErrorFromWrongAddressIsTheProxys(t *testing.T) {
	w, _ := measure(t, recordtest.Drill{Request: func(_ *rand.Rand, phase string, s *record.Sample) {
		s.Upstream = "10.0.0.3:8080"
		if phase == record.PhaseFault && s.Seq%2 == 0 {
			recordtest.Break(s, record.ClassHTTP5Nginx, 100)
			s.Status, s.Source, s.Replica = 502, "nginx", ""
			if s.Seq%4 == 0 {
				s.Upstream = "10.0.0.3:8081"
			}
		}
	}})
	at := w.Phase(record.PhaseFault).All.FailedAt
	if at["proxy"] != 750 || at["app"] != 750 {
		t.Errorf("failed at %v", at)
	}
}

func TestSeries_ClassSelectsAmongFailedOnly(t *testing.T) {
	class, replica := signals.Ask{Class: record.ClassTimeout}, signals.Ask{Replica: "shop-1"}
	w, _ := measure(t, recordtest.Drill{Request: troubled}, class, replica)
	p := w.Phase(record.PhaseFault)
	if n := sum(t, w, class, func(b signals.Batch) int64 { return b.N }); n != p.All.Scheduled {
		t.Errorf("of %d requests, not of %d", n, p.All.Scheduled)
	}
	if n := sum(t, w, class, func(b signals.Batch) int64 { return b.Bad }); n != p.All.Errors[record.ClassTimeout] {
		t.Errorf("%d timeouts, not %d", n, p.All.Errors[record.ClassTimeout])
	}
	if n := sum(t, w, replica, func(b signals.Batch) int64 { return b.N }); n != p.All.Scheduled-p.All.Dropped {
		t.Errorf("%d requests answered by the replica", n)
	}
	run, err := w.Series("run", class)
	if err != nil || len(run.Batches) != 39 {
		t.Errorf("the run has %d seconds, %v", len(run.Batches), err)
	}
	if _, err := w.Series(record.PhaseFault, signals.Ask{Over: time.Second}); err == nil {
		t.Error("an ask that was not measured has a series")
	}
	if _, err := w.Series(record.PhaseWarmup, class); err == nil {
		t.Error("a phase that was not there has a series")
	}
}

func TestMeasure_RefusesPhasesOutOfOrder(t *testing.T) {
	for want, events := range map[string][]record.Event{
		`phase "fault" begins twice`: {
			{At: 1, Phase: &record.Phase{Name: "fault"}}, {At: 2, Phase: &record.Phase{Name: "fault"}}},
		`phase "baseline" begins before phase "fault"`: {
			{At: 5, Phase: &record.Phase{Name: "fault"}}, {At: 2, Phase: &record.Phase{Name: "baseline"}}},
	} {
		_, err := signals.Measure(&record.Record{Dir: "x", Events: events}, nil)
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want %q in it", err, want)
		}
	}
}

func TestGood_SecondWithoutRequestsIsNot(t *testing.T) {
	for _, test := range []struct {
		second signals.Second
		want   bool
	}{
		{signals.Second{}, false},
		{signals.Second{Tally: signals.Tally{Scheduled: 200, OK: 198, Failed: 2}}, true},
		{signals.Second{Tally: signals.Tally{Scheduled: 200, OK: 197, Failed: 2, Dropped: 1}}, false},
		{signals.Second{Tally: signals.Tally{Scheduled: 200, OK: 200, Slow: 3}}, false},
		{signals.Second{Tally: signals.Tally{Scheduled: 50, OK: 49, Failed: 1}}, false},
	} {
		if test.second.Good() != test.want {
			t.Errorf("%+v: good %v, want %v", test.second, !test.want, test.want)
		}
	}
}

func TestHopNames_IndexesNameTheirHops(t *testing.T) {
	if timed := topology.TimedHops(); len(timed) != signals.NumHops {
		t.Fatalf("%d hops are timed, and %d are measured", len(timed), signals.NumHops)
	}
	for i, want := range map[int]string{signals.HopClient: topology.HopClient, signals.HopDNS: topology.HopDNS, signals.HopConnect: topology.HopConnect,
		signals.HopTLS: topology.HopTLS, signals.HopProxy: topology.HopProxy, signals.HopMiddleware: topology.HopMiddleware, signals.HopApp: topology.HopApp,
		signals.HopCache: topology.HopCache, signals.HopPool: topology.HopPool, signals.HopDatabase: topology.HopDatabase,
		signals.HopResponse: topology.HopResponse, signals.HopUnanswered: topology.HopUnanswered} {
		if signals.HopNames[i] != want {
			t.Errorf("index %d names %q, want %q", i, signals.HopNames[i], want)
		}
	}
}
