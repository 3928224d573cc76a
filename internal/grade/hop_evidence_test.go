package grade

import (
	"math/rand/v2"
	"testing"

	"firedrill/internal/record"
	"firedrill/internal/record/recordtest"
	"firedrill/internal/topology"
	"firedrill/scenarios"
)

// hopWith grades a drill whose fault phase has these requests and gauges, and returns the hop that is named.
func hopWith(t *testing.T, request func(phase string, s *record.Sample), gauges func(phase string) []record.Gauge) (string, Objective) {
	t.Helper()
	objectives := parse(t, "fault: hop = database")
	w := measure(t, recordtest.Drill{Seed: 1,
		Request: func(_ *rand.Rand, phase string, s *record.Sample) { request(phase, s) },
		Gauges:  func(_ int, phase string) []record.Gauge { return gauges(phase) }}, objectives)
	r := Grade(record.Header{Schema: record.Schema, Run: "r", Start: recordtest.Start, Knobs: []string{"DB_POOL=4"}}, w,
		&scenarios.Scenario{Objectives: objectives, Load: scenarios.Load{Rate: 200}})
	return r.Incident.Hop, r.Objectives[0]
}

// slowEverywhere makes the app's code, the cache and the database slow, and makes every fifth request fail at the
// cache.
func slowEverywhere(phase string, s *record.Sample) {
	if phase != record.PhaseFault {
		return
	}
	for _, part := range []*int64{&s.App, &s.Cache, &s.DB} {
		if *part >= 0 {
			*part += 50_000
			s.FirstByte, s.Done = s.FirstByte+50_000, s.Done+50_000
		}
	}
	if s.Seq%5 == 0 {
		recordtest.Break(s, record.ClassHTTP5App, 2000)
		s.FailedAt = topology.HopCache
	}
}

// A frozen cache on a busy machine slows everything down, and was once attributed to the app.
func TestHop_AppIsStarvedOnlyIfThrottled(t *testing.T) {
	for held, want := range map[float64]string{0: "cache", 0.9: "app"} {
		hop, o := hopWith(t, slowEverywhere, func(phase string) []record.Gauge {
			pool := record.Gauge{Service: "shop-1", Name: record.GaugePool, Value: 1, Limit: 4}
			if phase != record.PhaseFault {
				return []record.Gauge{pool, {Service: "shop-1", Name: record.GaugeThrottled}}
			}
			return []record.Gauge{pool, {Service: "shop-1", Name: record.GaugeThrottled, Value: held}}
		})
		if hop != want {
			t.Errorf("held back %g s of each second: %s, want %s: %s", held, hop, want, o.Why)
		}
	}
}

// Requests that hang for lack of a connection carry no evidence, and the database then answers fewer requests without
// being the cause.
func TestHop_ShrunkPoolExplainsUnansweredRequests(t *testing.T) {
	hang := func(phase string, s *record.Sample) {
		switch {
		case phase != record.PhaseFault || s.DB < 0:
		case s.Seq%4 > 0:
			gone(s) // nginx timed out
			s.FirstByte, s.Done, s.Status = s.Sent+5_000_000, s.Sent+5_000_100, 504
			s.DB, s.Pool = record.Absent, record.Absent
		default:
			s.Pool, s.FirstByte, s.Done = s.Pool+900_000, s.FirstByte+900_000, s.Done+900_000
		}
	}
	for _, size := range []float64{4, 1} {
		hop, o := hopWith(t, hang, func(phase string) []record.Gauge {
			if phase == record.PhaseFault {
				return []record.Gauge{{Service: "shop-1", Name: record.GaugePool, Value: size, Limit: size}}
			}
			return []record.Gauge{{Service: "shop-1", Name: record.GaugePool, Value: 1, Limit: 4}}
		})
		if (hop == "pool") != (size == 1) {
			t.Errorf("a pool of %g, of four before: %s: %s", size, hop, o.Why)
		}
	}
}

// A pool whose connections cannot be opened makes requests wait while it holds none.
func TestHop_IdlePoolIsNotToBlame(t *testing.T) {
	wait := func(phase string, s *record.Sample) {
		if phase == record.PhaseFault && s.DB >= 0 {
			recordtest.Break(s, record.ClassHTTP5App, 2000)
			s.FailedAt = topology.HopPool
		}
	}
	for held, want := range map[float64]string{0: "database", 1: "pool"} {
		hop, o := hopWith(t, wait, func(phase string) []record.Gauge {
			if phase == record.PhaseFault {
				return []record.Gauge{{Service: "shop-1", Name: record.GaugePool, Value: held, Limit: 4}}
			}
			return []record.Gauge{{Service: "shop-1", Name: record.GaugePool, Value: 1, Limit: 4}}
		})
		if hop != want {
			t.Errorf("%g of 4 held: %s, want %s: %s", held, hop, want, o.Why)
		}
	}
}

func TestHop_IsUnknownWithoutASoundBaseline(t *testing.T) {
	hop, o := hopWith(t, func(phase string, s *record.Sample) {
		if phase == record.PhaseBaseline && s.Seq%50 == 0 {
			s.Sent, s.FirstByte, s.Done = s.Sent+80_000, s.FirstByte+80_000, s.Done+80_000
		}
		if phase == record.PhaseFault && s.DB >= 0 {
			recordtest.Break(s, record.ClassHTTP5App, 2000)
		}
	}, func(string) []record.Gauge { return nil })
	if hop != topology.HopUnknown || o.Verdict != Invalid {
		t.Errorf("%s, objective %s: %s", hop, o.Verdict, o.Why)
	}
}

func TestHop_IsUnknownWhereFailuresAreSpread(t *testing.T) {
	at := []string{topology.HopAuth, topology.HopCache, topology.HopDatabase}
	hop, o := hopWith(t, func(phase string, s *record.Sample) {
		if phase == record.PhaseFault && s.Seq%7 < 3 {
			recordtest.Break(s, record.ClassHTTP5App, 2000)
			s.FailedAt = at[s.Seq%7]
		}
	}, func(string) []record.Gauge { return nil })
	if hop != topology.HopUnknown || o.Verdict != Inconclusive || o.Value != topology.HopUnknown {
		t.Errorf("%s, objective %s: %s", hop, o.Verdict, o.Why)
	}
}

// Errors in seconds in which the machine stood still are caused by the machine. Here all requests fail at the cache in
// those seconds, and at the database in the others.
func TestHop_IgnoresSecondsOfMachineStalls(t *testing.T) {
	for seconds, want := range map[int]string{0: "cache", 8: "database", 15: topology.HopUnknown} {
		still := func(at int64) bool { return at >= 12 && at < 12+int64(seconds) } // the fault phase begins at 12 s
		gauges := stands(record.PhaseFault, 0, seconds, 0.1)
		objectives := parse(t, "fault: hop = database")
		w := measure(t, recordtest.Drill{Seed: 1, Gauges: gauges, Request: func(_ *rand.Rand, phase string, s *record.Sample) {
			switch at := s.Due / 1e6; {
			case phase != record.PhaseFault:
			case s.DB >= 0 && !still(at) && at >= 22:
				recordtest.Break(s, record.ClassHTTP5App, 2000)
				s.FailedAt = topology.HopDatabase
			case at < 22 && s.Seq%8 > 0:
				recordtest.Break(s, record.ClassHTTP5App, 2000)
				s.FailedAt = topology.HopCache
			}
		}}, objectives)
		r := Grade(record.Header{Schema: record.Schema, Run: "r", Start: recordtest.Start}, w,
			&scenarios.Scenario{Objectives: objectives, Load: scenarios.Load{Rate: 200}})
		if r.Incident.Hop != want {
			t.Errorf("%d s still: %s, want %s: %s", seconds, r.Incident.Hop, want, r.Incident.Why)
		}
	}
}
