package report

import (
	"math"
	"strings"
	"testing"

	"firedrill/internal/record"
	"firedrill/internal/record/recordtest"
	"firedrill/internal/signals"
)

// exhaustedPool simulates a lab with one resource at its limit in the fault phase, and one service without data.
func exhaustedPool(second int, phase string) []record.Gauge {
	g := func(service, name string, value, limit float64) record.Gauge {
		return record.Gauge{Service: service, Name: name, Value: value, Limit: limit}
	}
	all := []record.Gauge{
		g("nginx", record.GaugeCPU, 0.2, 2), g("shop-1", record.GaugeCPU, 0.3+0.05*float64(second%3), 2), g("redis", record.GaugeCPU, 0.02, 2),
		g("nginx", record.GaugeMemory, 5<<20, 96<<20), g("shop-1", record.GaugeMemory, 20<<20, 256<<20),
		g("nginx", record.GaugeConnections, 40, 0), g("redis", record.GaugeHitRate, 0.9, 0),
	}
	if phase == record.PhaseFault {
		return append(all, g("shop-1", record.GaugePool, 4, 4), g("shop-1", record.GaugeInFlight, 120, 0))
	}
	return append(all, g("shop-1", record.GaugePool, 1, 4), g("shop-1", record.GaugeInFlight, 2, 0), g("postgres", record.GaugeConnections, 4, 50),
		g("postgres", record.GaugeActive, 1, 0), g("postgres", record.GaugeCPU, 0.4, 2))
}

func TestSaturation_NamesResourceAtItsLimit(t *testing.T) {
	d, _ := drawn(t, troubled)
	if got, want := exhausted(d.Windows.Gauges), "At its limit while the fault acted: database pool of shop-1 (4 of 4), in 4 of 4 seconds."; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	calm, _ := drawn(t, recordtest.Drill{Seed: 2, Gauges: func(int, string) []record.Gauge {
		return []record.Gauge{{Service: "redis", Name: record.GaugeMemory, Value: 1, Limit: 4}}
	}})
	if got := exhausted(calm.Windows.Gauges); !strings.HasPrefix(got, "Nothing ") {
		t.Errorf("%q", got)
	}
	if most := nearest(calm.Windows.Gauges, record.PhaseFault); most == nil || most.Share != 0.25 {
		t.Errorf("nearest to its limit: %+v", most)
	}
}

func TestUsage_ServiceWithoutDataIsAGap(t *testing.T) {
	d, _ := drawn(t, troubled)
	g := d.Windows.Gauges
	for _, c := range shares(g, record.GaugeCPU) {
		gap := math.IsNaN(g.Between(c.values, 5, 6))
		if gap != (c.text == "postgres") {
			t.Errorf("%s while the fault acts: a gap is %v", c.text, gap)
		}
	}
	page := htmlOf(t, d)
	for _, want := range []string{`id="cpu"`, `id="pool"`, `id="sessions"`, "database pool of shop-1 (4 of 4)", "too many clients already", "meanwhile"} {
		if !strings.Contains(page, want) {
			t.Errorf("the page holds no %q", want)
		}
	}
}

func TestHTML_NoGaugesNoUsageCharts(t *testing.T) {
	d, _ := drawn(t, drills["pass"])
	if page := htmlOf(t, d); strings.Contains(page, "h-usage") || strings.Contains(page, `class="trail"`) {
		t.Error("the page shows what nobody measured")
	}
}

func TestLogged_FormatsLogLine(t *testing.T) {
	for line, want := range map[string]string{
		`{"time":"x","level":"ERROR","request_id":"aa","status":503,"err":"dial tcp: no route","tls":""}`: `level=ERROR status=503 err="dial tcp: no route"`,
		"FATAL:  too many": "FATAL:  too many", `{"a":{"b":1}}`: `{"a":{"b":1}}`, `{"a":1`: `{"a":1`, "{": "{", `[1]`: `[1]`,
	} {
		if got := logged(line); got != want {
			t.Errorf("logged(%s) = %s, want %s", line, got, want)
		}
	}
}

func TestTrails_OneRequestOfEachKindFirst(t *testing.T) {
	failed := []signals.Example{{Seq: 1, Class: "a"}, {Seq: 2, Class: "a"}, {Seq: 3, Class: "b"}, {Seq: 4, Class: "c"}}
	var logs []record.LogLine
	for _, seq := range []uint64{1, 2, 3} {
		logs = append(logs, record.LogLine{Seq: seq, Service: "nginx", By: record.ByID, Line: "x"})
	}
	got := trails(failed, logs)
	if len(got) != 3 || len(got[0].Lines) != 1 {
		t.Errorf("%+v", got)
	}
}
