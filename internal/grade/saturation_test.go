package grade

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"firedrill/internal/record"
	"firedrill/internal/record/recordtest"
)

func TestSaturations_ResourceAtItsLimitIsListed(t *testing.T) {
	r := graded(t, recordtest.Drill{Seed: 1, Baseline: 3, Fault: 4, Recovery: 2, Gauges: func(second int, phase string) []record.Gauge {
		held := 1.0
		if phase == record.PhaseFault && second != 6 {
			held = 4
		}
		return []record.Gauge{{Service: "shop-1", Name: record.GaugePool, Value: held, Limit: 4}, {Service: "nginx", Name: record.GaugeConnections, Value: 9}}
	}}, parse(t, "fault: failed <= 2%"))
	want := []Saturation{
		{"shop-1", "db_pool", "baseline", 1, 1, 4, 0.25, 3, 0},
		{"shop-1", "db_pool", "fault", 3.25, 4, 4, 1, 4, 3},
		{"shop-1", "db_pool", "recovery", 1, 1, 4, 0.25, 2, 0},
	}
	if d := cmp.Diff(want, r.Saturation); d != "" {
		t.Error(d)
	}
}
