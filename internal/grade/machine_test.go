package grade

import (
	"math/rand/v2"
	"strings"
	"testing"

	"firedrill/internal/record"
	"firedrill/internal/record/recordtest"
	"firedrill/internal/topology"
)

// stands simulates a machine with two CPUs that stands still in some seconds of a phase, because of other work or of
// the lab's.
func stands(phase string, from, seconds int, labUses float64) func(int, string) []record.Gauge {
	return standsFor(0.4, phase, from, seconds, labUses)
}

// standsFor does the same for a part of each second.
func standsFor(part float64, phase string, from, seconds int, labUses float64) func(int, string) []record.Gauge {
	first := -1
	return func(i int, name string) []record.Gauge {
		if name == phase && first < 0 {
			first = i
		}
		stalled := 0.0
		if name == phase && i >= first+from && i < first+from+seconds {
			stalled = part
		}
		all := []record.Gauge{{Service: "shop-1", Name: record.GaugeCPU, Value: labUses}}
		for name, v := range map[string]float64{record.GaugeStalled: stalled, record.GaugeCores: 2, record.GaugeBusyCores: 2} {
			all = append(all, record.Gauge{Service: record.Machine, Name: name, Value: v})
		}
		return all
	}
}

// hurts makes the requests of some seconds of the fault phase fail after 3 s.
func hurts(from, seconds int) func(*rand.Rand, string, *record.Sample) {
	start := int64(-1)
	return func(_ *rand.Rand, phase string, s *record.Sample) {
		if phase != record.PhaseFault {
			return
		}
		if start < 0 {
			start = s.Due / 1e6
		}
		if i := int(s.Due/1e6 - start); i >= from && i < from+seconds {
			recordtest.Break(s, record.ClassTimeout, 3_000_000)
		}
	}
}

func TestMachine_StallFailsNoObjective(t *testing.T) {
	all := 15
	tests := map[string]struct {
		hurt, hurtFor, still, stillFor int
		lab                            float64
		objective                      string
		want                           Verdict
		code                           record.Code
	}{
		"calm and hurt":                     {4, 6, 0, 0, 0.4, "fault: failed <= 1%", Fail, ""},
		"hurt while it stands still":        {5, 6, 5, 6, 0.4, "fault: failed <= 1%", Invalid, record.CodeMachineBusy},
		"slow while it stands still":        {5, 6, 5, 6, 0.4, "fault: slow(1s) <= 1%", Invalid, record.CodeMachineBusy},
		"late while it stands still":        {5, 6, 5, 6, 0.4, "fault: p95 <= 100ms", Invalid, record.CodeMachineBusy},
		"bad seconds while it stands still": {5, 6, 5, 6, 0.4, "fault: bad seconds <= 1", Invalid, record.CodeMachineBusy},
		"hurt all the time":                 {0, all, 5, 2, 0.4, "fault: failed <= 1%", Fail, ""},
		"slow all the time":                 {0, all, 5, 2, 0.4, "fault: p95 <= 100ms", Fail, ""},
		"full by the fault's own work":      {5, 6, 5, 6, 1.6, "fault: failed <= 1%", Fail, ""},
		"well in spite of it":               {0, 0, 5, 2, 0.4, "fault: failed <= 5%", Pass, ""},
		"a promise that only it keeps":      {5, 6, 5, 6, 0.4, "fault: failed >= 1%", Invalid, record.CodeMachineBusy},
		"still half of the phase":           {0, 0, 2, 8, 0.4, "fault: failed <= 50%", Invalid, record.CodeMachineBusy},
		"too few other seconds":             {0, 0, 4, 7, 0.4, "fault: failed <= 5%", Pass, ""},
		"hurt, and too few other seconds":   {0, all, 1, 7, 0.4, "fault: failed <= 1%", Fail, ""},
	}
	for name, test := range tests {
		d := recordtest.Drill{Gauges: stands(record.PhaseFault, test.still, test.stillFor, test.lab)}
		if test.hurtFor > 0 {
			d.Request = hurts(test.hurt, test.hurtFor)
		}
		r := graded(t, d, parse(t, test.objective))
		if r.Verdict != test.want || r.Code != test.code {
			t.Errorf("%s: %s %q: %s, want %s", name, r.Verdict, r.Code, r.Reason, test.want)
		}
	}
}

// TestMachine_ExplainsNoMoreThanItsStallsCan makes the machine stand still for 120 ms of each second. A generous
// estimate is that this may hurt 60 % of the requests, and no more.
func TestMachine_ExplainsNoMoreThanItsStallsCan(t *testing.T) {
	for objective, want := range map[string]Verdict{
		"fault: failed <= 1%":        Fail,
		"fault: failed >= 1%":        Pass,
		"fault: failed >= 50%":       Invalid,
		"fault: p95 <= 100ms":        Fail,
		"fault: p50 >= 1s":           Invalid,
		"fault: throughput <= 190/s": Pass,
	} {
		d := recordtest.Drill{Request: hurts(0, 15), Gauges: standsFor(0.12, record.PhaseFault, 0, 15, 0.4)}
		if r := graded(t, d, parse(t, objective)); r.Verdict != want {
			t.Errorf("%s: %s: %s, want %s", objective, r.Verdict, r.Reason, want)
		}
	}
}

func TestMachine_StallDoesNotFailRecovery(t *testing.T) {
	late := func(_ *rand.Rand, phase string, s *record.Sample) {
		if phase == record.PhaseRecovery && s.Due < 34*1e6 && s.Seq%3 == 0 {
			recordtest.Break(s, record.ClassTimeout, 3_000_000)
		}
	}
	objective := parse(t, "recovery: recovered within 3s")
	if r := graded(t, recordtest.Drill{Request: late, Recovery: 20}, objective); r.Verdict != Fail {
		t.Errorf("calm: %s: %s", r.Verdict, r.Reason)
	}
	r := graded(t, recordtest.Drill{Request: late, Recovery: 20, Gauges: stands(record.PhaseRecovery, 3, 3, 0.4)}, objective)
	if r.Verdict != Invalid || r.Code != record.CodeMachineBusy || !strings.Contains(r.Reason, "this machine was too busy") {
		t.Errorf("busy: %s %q: %s", r.Verdict, r.Code, r.Reason)
	}
}

// fills simulates a machine with two CPUs that other work fills from a second of the fault phase on, without a stall of
// the client.
func fills(phase string) func(int, string) []record.Gauge {
	return func(_ int, name string) []record.Gauge {
		busy := 0.5
		if name == phase || phase == "all" {
			busy = 2
		}
		all := []record.Gauge{{Service: "shop-1", Name: record.GaugeCPU, Value: 0.3}}
		for name, v := range map[string]float64{record.GaugeStalled: 0, record.GaugeCores: 2, record.GaugeBusyCores: busy} {
			all = append(all, record.Gauge{Service: record.Machine, Name: name, Value: v})
		}
		return all
	}
}

// TestMachine_FullSinceTheBaseline fills the machine with other work during the fault phase, which may hurt half of the
// requests.
func TestMachine_FullSinceTheBaseline(t *testing.T) {
	some := func(_ *rand.Rand, phase string, s *record.Sample) {
		if phase == record.PhaseFault && s.Seq%5 == 0 {
			recordtest.Break(s, record.ClassTimeout, 3_000_000)
		}
	}
	afterwards := func(_ *rand.Rand, phase string, s *record.Sample) {
		if phase == record.PhaseRecovery && s.Seq%5 == 0 {
			recordtest.Break(s, record.ClassTimeout, 3_000_000)
		}
	}
	oneRoute := func(_ *rand.Rand, phase string, s *record.Sample) {
		if phase == record.PhaseFault && s.Seq%10 == 0 {
			recordtest.Break(s, record.ClassTimeout, 3_000_000)
			s.FailedAt = topology.HopDatabase
		}
	}
	for name, test := range map[string]struct {
		request  func(*rand.Rand, string, *record.Sample)
		full     string
		want     Verdict
		incident bool
	}{
		"a fifth fails, on a calm machine":              {some, "none", Fail, true},
		"a fifth fails, on a full machine":              {some, record.PhaseFault, Invalid, true},
		"a fifth fails afterwards, calm":                {afterwards, "none", Pass, true},
		"a fifth fails afterwards, on a full machine":   {afterwards, record.PhaseRecovery, Pass, false},
		"one route fails at one hop, on a full machine": {oneRoute, record.PhaseFault, Invalid, true},
		"a fifth fails, full as before":                 {some, "all", Fail, true},
		"everything fails, on a full machine":           {hurts(0, 15), record.PhaseFault, Fail, true},
		"everything is well, on a full machine":         {nil, record.PhaseFault, Pass, false},
	} {
		r := graded(t, recordtest.Drill{Request: test.request, Gauges: fills(test.full)}, parse(t, "fault: failed <= 5%"))
		if r.Verdict != test.want || r.Incident.Reported != test.incident {
			t.Errorf("%s: %s: %s, incident %+v; want %s, %v", name, r.Verdict, r.Reason, r.Incident, test.want, test.incident)
		}
	}
}
