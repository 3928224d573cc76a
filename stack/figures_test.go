package stack

import (
	"math"
	"testing"
	"time"

	"firedrill/internal/record"
)

func TestReading_Gauges(t *testing.T) {
	at := time.Unix(1000, 0)
	before := reading{of: "a", at: at, values: map[string]float64{"cpu": 10, "throttled": 1, "keyspace_hits": 100, "keyspace_misses": 50, "evicted_keys": 5}}
	now := reading{of: "a", at: at.Add(2 * time.Second), values: map[string]float64{"cpu": 11, "cpus": 0.5, "throttled": 1.5, "memory": 30,
		"memory_limit": 120, "keyspace_hits": 130, "keyspace_misses": 60, "evicted_keys": 5, "connected_clients": 7, "maxclients": 10}}
	another := now
	another.of = "b"
	for _, test := range []struct {
		name     string
		figures  []figure
		was, now reading
		want     map[string]record.Gauge
	}{
		{"rates are of the time between two looks", containerFigures, before, now, map[string]record.Gauge{
			record.GaugeCPU: {Value: 0.5, Limit: 0.5}, record.GaugeThrottled: {Value: 0.25}, record.GaugeMemory: {Value: 30, Limit: 120}}},
		{"the first look has no rates", containerFigures, reading{}, now, map[string]record.Gauge{record.GaugeMemory: {Value: 30, Limit: 120}}},
		{"the counters of another container begin anew", containerFigures, before, another, map[string]record.Gauge{
			record.GaugeMemory: {Value: 30, Limit: 120}}},
		{"a counter that fell began anew", containerFigures, reading{of: "a", at: at, values: map[string]float64{"cpu": 12, "throttled": 1.5}}, now,
			map[string]record.Gauge{record.GaugeThrottled: {}, record.GaugeMemory: {Value: 30, Limit: 120}}},
		{"hits are a share of the lookups since", redisFigures, before, now, map[string]record.Gauge{
			record.GaugeHitRate: {Value: 0.75}, record.GaugeEvicted: {}, record.GaugeConnections: {Value: 7, Limit: 10}}},
		{"no lookups have no rate of hits", redisFigures, now, reading{of: "a", at: now.at.Add(time.Second), values: now.values}, map[string]record.Gauge{
			record.GaugeEvicted: {}, record.GaugeConnections: {Value: 7, Limit: 10}}},
	} {
		t.Run(test.name, func(t *testing.T) {
			got := test.now.gauges("s", test.figures, test.was)
			for _, g := range got {
				want, ok := test.want[g.Name]
				if !ok || math.Abs(g.Value-want.Value) > 1e-9 || g.Limit != want.Limit || g.Service != "s" {
					t.Errorf("%+v, want %+v", g, want)
				}
			}
			if len(got) != len(test.want) {
				t.Errorf("%d gauges, want %d: %+v", len(got), len(test.want), got)
			}
		})
	}
}
