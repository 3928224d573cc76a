package grade

import (
	"math/rand/v2"
	"testing"

	"firedrill/internal/record"
	"firedrill/internal/record/recordtest"
	"firedrill/internal/topology"
	"firedrill/scenarios"
)

func TestHop_IsTheOneThatRequestsNoLongerPass(t *testing.T) {
	fault := func(f func(r *rand.Rand, s *record.Sample)) func(*rand.Rand, string, *record.Sample) {
		return func(r *rand.Rand, phase string, s *record.Sample) {
			if phase == record.PhaseFault {
				f(r, s)
			}
		}
	}
	class := func(class string) func(*rand.Rand, string, *record.Sample) {
		return fault(func(_ *rand.Rand, s *record.Sample) {
			if s.Seq%3 > 0 {
				recordtest.Break(s, class, 500)
				s.App, s.Cache, s.Status, s.FirstByte = record.Absent, record.Absent, 0, record.Absent
			}
		})
	}
	slowFor := func(seconds int64) func(*rand.Rand, string, *record.Sample) {
		began := int64(-1)
		return fault(func(_ *rand.Rand, s *record.Sample) {
			if began < 0 {
				began = s.Due + 4_000_000
			}
			if s.DB >= 0 && s.Due >= began && s.Due < began+seconds*1_000_000 {
				s.DB, s.FirstByte, s.Done = s.DB+800_000, s.FirstByte+800_000, s.Done+800_000
			}
		})
	}
	tests := map[string]struct {
		request func(*rand.Rand, string, *record.Sample)
		want    string
	}{
		"none": {nil, "none"},
		"database errors": {fault(func(_ *rand.Rand, s *record.Sample) {
			if s.DB >= 0 {
				recordtest.Break(s, record.ClassHTTP5App, 2000)
			}
		}), "database"},
		"database hangs": {fault(func(_ *rand.Rand, s *record.Sample) {
			if s.DB >= 0 {
				recordtest.Break(s, record.ClassTimeout, 5_000_000)
				s.App, s.Cache, s.FirstByte, s.Status = record.Absent, record.Absent, record.Absent, 0
			}
		}), "database"},
		"cache errors": {fault(func(_ *rand.Rand, s *record.Sample) {
			if s.Seq%8 > 0 {
				recordtest.Break(s, record.ClassHTTP5App, 2000)
			} else {
				s.Cache = record.Absent
			}
		}), "cache"},
		"database slow": {fault(func(_ *rand.Rand, s *record.Sample) {
			if s.DB >= 0 {
				s.DB, s.FirstByte, s.Done = s.DB+80_000, s.FirstByte+80_000, s.Done+80_000
			}
		}), "database"},
		"a hiccup of a second":  {slowFor(1), "none"},
		"slow for five seconds": {slowFor(5), "database"},
		"pool slow": {fault(func(_ *rand.Rand, s *record.Sample) {
			if s.DB >= 0 {
				s.Pool, s.DB, s.FirstByte, s.Done = s.Pool+80_000, s.DB+3000, s.FirstByte+83_000, s.Done+83_000
			}
		}), "pool"},
		"app errors": {fault(func(r *rand.Rand, s *record.Sample) {
			if r.Float64() < 0.2 {
				s.Class, s.Status = record.ClassHTTP5App, 500
			}
		}), "app"},
		"app gone": {fault(func(_ *rand.Rand, s *record.Sample) { gone(s) }), "app"},
		"dns":      {class(record.ClassDNS), "dns"},
		"tls":      {class(record.ClassTLS), "tls"},
		"refused":  {class(record.ClassRefused), "firewall"},
		"bad body": {class(record.ClassBadBody), "response"},
	}
	reported := func(at string, share uint64) func(*rand.Rand, *record.Sample) {
		return func(_ *rand.Rand, s *record.Sample) {
			if s.Seq%share == 0 {
				recordtest.Break(s, record.ClassHTTP5App, 2000)
				s.FailedAt = at
			}
		}
	}
	shed := func(share uint64) func(*rand.Rand, *record.Sample) {
		return func(r *rand.Rand, s *record.Sample) {
			reported(topology.HopMiddleware, share)(r, s)
			if s.Seq%share == 0 {
				s.Cache, s.Pool, s.DB = record.Absent, record.Absent, record.Absent
			}
		}
	}
	hang := func(s *record.Sample) {
		recordtest.Break(s, record.ClassTimeout, 10_000_000)
		s.App, s.Cache, s.FirstByte, s.Status, s.FailedAt = record.Absent, record.Absent, record.Absent, 0, ""
	}
	both := func(first, second func(*rand.Rand, *record.Sample)) func(*rand.Rand, string, *record.Sample) {
		return fault(func(r *rand.Rand, s *record.Sample) { first(r, s); second(r, s) })
	}
	slowly := func(pool, query int64) func(*rand.Rand, *record.Sample) {
		return func(_ *rand.Rand, s *record.Sample) {
			if s.DB >= 0 {
				s.Pool, s.DB, s.FirstByte, s.Done = s.Pool+pool, s.DB+query, s.FirstByte+pool+query, s.Done+pool+query
			}
		}
	}
	unsent := func(late int64) func(*rand.Rand, *record.Sample) {
		return func(_ *rand.Rand, s *record.Sample) {
			s.Sent, s.FirstByte, s.Done = s.Sent+late, s.FirstByte+late, s.Done+late
		}
	}
	starve := func(_ *rand.Rand, s *record.Sample) {
		for _, part := range []*int64{&s.App, &s.Cache, &s.DB} {
			if *part >= 0 {
				*part += 50_000
				s.FirstByte, s.Done = s.FirstByte+50_000, s.Done+50_000
			}
		}
	}
	for name, test := range map[string]struct {
		request func(*rand.Rand, string, *record.Sample)
		want    string
	}{
		"an app slow at everything":                             {fault(starve), "app"},
		"an app slow at everything that times out on its cache": {both(starve, reported(topology.HopCache, 5)), "app"},
		"an app slow at everything that finds no connection":    {both(starve, reported(topology.HopPool, 5)), "app"},
		"a machine slow at everything":                          {both(slowly(0, 20_000), unsent(5_000)), "none"},
		"database slow on a slow machine":                       {both(slowly(0, 80_000), unsent(5_000)), "database"},
		"the app's word":                                        {fault(reported(topology.HopDatabase, 5)), "database"},
		"limited":                                               {fault(reported(topology.HopMiddleware, 5)), "middleware"},
		"the word of most":                                      {both(reported(topology.HopCache, 3), reported(topology.HopAuth, 7)), "cache"},
		"pool of one":                                           {both(slowly(80_000, 3_000), reported(topology.HopPool, 10)), "pool"},
		"pool held by the unanswered":                           {both(slowly(80_000, -900), reported(topology.HopPool, 3)), "database"},
		"pool held by a slow database":                          {both(slowly(80_000, 40_000), reported(topology.HopPool, 3)), "database"},
		"pool held by an ill database":                          {both(reported(topology.HopPool, 3), reported(topology.HopDatabase, 20)), "database"},
		"slow middleware": {fault(func(_ *rand.Rand, s *record.Sample) {
			s.Middleware, s.FirstByte, s.Done = 300_000, s.FirstByte+300_000, s.Done+300_000
		}), "middleware"},
		"slow, pool held by a database": {fault(slowly(80_000, 40_000)), "database"},
		"drops follow": {both(reported(topology.HopCache, 5), func(_ *rand.Rand, s *record.Sample) {
			if s.Seq%3 == 0 {
				recordtest.Drop(s)
			}
		}), "cache"},
		"database hangs, then answers": {fault(func(_ *rand.Rand, s *record.Sample) {
			switch left := 25_000_000 - s.Due; {
			case left > 10_000_000 && s.DB >= 0:
				recordtest.Break(s, record.ClassTimeout, 10_000_000)
				s.App, s.Cache, s.FirstByte, s.Status = record.Absent, record.Absent, record.Absent, 0
			case left > 0 && s.DB >= 0:
				recordtest.Hold(s, left)
				s.DB, s.Pool = 2000, s.DB-2000
			}
		}), "database"},
		"app hangs, then answers": {fault(func(_ *rand.Rand, s *record.Sample) {
			switch left := 25_000_000 - s.Due; {
			case left > 10_000_000:
				recordtest.Break(s, record.ClassTimeout, 10_000_000)
				s.App, s.Cache, s.FirstByte, s.Status = record.Absent, record.Absent, record.Absent, 0
			case left > 0:
				s.FirstByte, s.Done = s.FirstByte+left, s.Done+left
			}
		}), "app"},
		"shed, for others hang": {both(shed(3), func(_ *rand.Rand, s *record.Sample) {
			if s.Seq%40 == 0 {
				hang(s)
			}
		}), "app"},
		"shed, for nothing is served": {fault(shed(1)), "app"},
		"shed, for there are too many": {both(shed(3), func(_ *rand.Rand, s *record.Sample) {
			if s.Seq%200 == 0 {
				hang(s)
			}
		}), "middleware"},
		"the auth's word": {fault(reported(topology.HopAuth, 5)), "auth"},
		"refused by the proxy": {fault(func(_ *rand.Rand, s *record.Sample) {
			if s.Seq%3 == 0 {
				recordtest.Break(s, record.ClassHTTP4, 500)
				s.Source, s.Replica = "nginx", ""
			}
		}), "proxy"},
		"nothing but drops": {fault(func(_ *rand.Rand, s *record.Sample) {
			if s.Seq%3 == 0 {
				recordtest.Drop(s)
			}
		}), "client"},
		"as ill as ever": {func(r *rand.Rand, _ string, s *record.Sample) {
			if s.Seq%120 == 0 {
				recordtest.Break(s, record.ClassHTTP4, 100)
			}
		}, "none"},
	} {
		tests[name] = test
	}
	objectives := parse(t, "fault: hop = database")
	found := map[any]bool{}
	for name, test := range tests {
		r := graded(t, recordtest.Drill{Seed: 1, Request: test.request}, objectives)
		o := r.Objectives[0]
		found[o.Value] = true
		if o.Value != test.want || (o.Verdict == Pass) != (test.want == "database") {
			t.Errorf("%s: %v, want %s (%s: %s)", name, o.Value, test.want, o.Verdict, o.Why)
		}
	}
	// A scenario's answer must be a hop that grading can name.
	for _, hop := range topology.Findable() {
		if !found[hop] {
			t.Errorf("no record shows that the grade can find hop %q", hop)
		}
	}
}

func TestHop_PoolSmallerThanConfiguredIsToBlame(t *testing.T) {
	request := func(_ *rand.Rand, phase string, s *record.Sample) {
		if phase == record.PhaseFault && s.DB >= 0 {
			s.Pool, s.DB, s.FirstByte, s.Done = s.Pool+80_000, s.DB+6000, s.FirstByte+86_000, s.Done+86_000
		}
	}
	objectives := parse(t, "fault: hop = pool")
	w := measure(t, recordtest.Drill{Request: request}, objectives)
	for knob, want := range map[string]string{"DB_POOL=4": "pool", "DB_POOL=1": "database", "X=y": "database", "DB_POOL=all": "database"} {
		r := Grade(record.Header{Schema: record.Schema, Run: "r", Start: recordtest.Start, Knobs: []string{"A=b", knob}}, w,
			&scenarios.Scenario{Objectives: objectives, Load: scenarios.Load{Rate: 200}})
		if o := r.Objectives[0]; o.Value != want {
			t.Errorf("%s: %v, want %s: %s", knob, o.Value, want, o.Why)
		}
	}
}

func TestHop_UnaccountedConnectionsPointToDatabase(t *testing.T) {
	request := func(_ *rand.Rand, phase string, s *record.Sample) {
		if phase == record.PhaseFault && s.DB >= 0 {
			s.Pool, s.DB, s.FirstByte, s.Done = s.Pool+80_000, s.DB+3000, s.FirstByte+83_000, s.Done+83_000
		}
	}
	objectives := parse(t, "fault: hop = database")
	for _, tt := range []struct {
		held float64 // connections in use, out of four
		want string
	}{{4, "database"}, {1, "pool"}} {
		w := measure(t, recordtest.Drill{Request: request, Gauges: func(int, string) []record.Gauge {
			return []record.Gauge{{Service: "shop-1", Name: record.GaugePool, Value: tt.held, Limit: tt.held}}
		}}, objectives)
		r := Grade(record.Header{Schema: record.Schema, Run: "r", Start: recordtest.Start, Knobs: []string{"DB_POOL=4"}}, w,
			&scenarios.Scenario{Objectives: objectives, Load: scenarios.Load{Rate: 200}})
		if o := r.Objectives[0]; o.Value != tt.want {
			t.Errorf("%g held: %v, want %s: %s", tt.held, o.Value, tt.want, o.Why)
		}
	}
}

// gone turns the request into one that nginx answers with an error because the app is not there.
func gone(s *record.Sample) {
	recordtest.Break(s, record.ClassHTTP5Nginx, 500)
	s.App, s.Cache, s.Status, s.Source, s.Replica = record.Absent, record.Absent, 502, "nginx", ""
}

func TestGrade_FaultWithoutUserImpactIsAbsorbed(t *testing.T) {
	objectives := parse(t, "fault: failed <= 5%", "fault: detected within 5s", "run: bad seconds <= 0", "recovery: recovered within 10s")
	calm := graded(t, recordtest.Drill{}, objectives)
	if !calm.Absorbed || calm.Verdict != Pass || *calm.Score != 100 {
		t.Errorf("absorbed %v, %s, %s", calm.Absorbed, calm.Verdict, calm.Reason)
	}
	felt := graded(t, recordtest.Drill{Seed: 1, Request: failing(0.03, 1)}, objectives)
	if felt.Absorbed {
		t.Error("a fault that users felt is absorbed")
	}
	slower := graded(t, recordtest.Drill{Request: func(_ *rand.Rand, phase string, s *record.Sample) {
		if phase == record.PhaseFault {
			recordtest.Hold(s, 200_000)
		}
	}}, objectives)
	if slower.Absorbed {
		t.Error("twenty times the latency is absorbed")
	}
}

func TestGrade_ShortRecoveryIsInconclusive(t *testing.T) {
	objectives := parse(t, "recovery: recovered within 10s")
	for until, want := range map[int64]Verdict{28_000_000: Pass, 32_000_000: Pass, 35_500_000: Inconclusive, 99_000_000: Fail} {
		r := graded(t, recordtest.Drill{Request: func(_ *rand.Rand, phase string, s *record.Sample) {
			if phase != record.PhaseBaseline && s.Due < until {
				recordtest.Break(s, record.ClassHTTP5App, 900)
			}
		}}, objectives)
		if o := r.Objectives[0]; o.Verdict != want {
			t.Errorf("broken until %d µs: %s, want %s: %s", until, o.Verdict, want, o.Why)
		}
	}
}
