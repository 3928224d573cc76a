package respond

import (
	"strings"
	"testing"

	"firedrill/internal/record"
	"firedrill/stack"
)

func TestUsageText_FitsWithoutExponents(t *testing.T) {
	members := []stack.Member{{Service: "nginx", Status: "running"}, {Service: "shop-1", Status: "restarting"}, {Service: "postgres-replica", Status: "missing"}}
	gauges := []record.Gauge{
		{Service: "nginx", Name: record.GaugeCPU, Value: 0.0213, Limit: 64}, {Service: "nginx", Name: record.GaugeMemory, Value: 9.4e6, Limit: 134217728},
		{Service: "nginx", Name: record.GaugePids, Value: 3, Limit: 64}, {Service: "nginx", Name: record.GaugeConnections, Value: 12, Limit: 10000},
		{Service: "nginx", Name: record.GaugeDropped, Value: 0},
		{Service: "shop-1", Name: record.GaugeCPU, Value: 1.5, Limit: 2}, {Service: "shop-1", Name: record.GaugeMemory, Value: 2.1e9, Limit: 2.2e9},
		{Service: "shop-1", Name: record.GaugeThrottled, Value: 0.125}, {Service: "shop-1", Name: record.GaugeInFlight, Value: 1310, Limit: 10000},
		{Service: "shop-1", Name: record.GaugePool, Value: 10, Limit: 10}, {Service: "shop-1", Name: record.GaugePoolWaits, Value: 3.25},
		{Service: "shop-1", Name: record.GaugeGoroutines, Value: 123456}, {Service: "shop-1", Name: record.GaugeHitRate, Value: 0.987},
	}
	want := `SERVICE           STATE       CPU         MEMORY        PIDS      CONNECTIONS
nginx             running     0.02/64.00  9MB/134MB     3/64      12/10000
  connections_dropped 0/s
shop-1            restarting  1.50/2.00   2100MB/2200MB -         -
  cpu_throttled 0.12  in_flight 1310/10000  db_pool 10/10  db_pool_waits 3.2/s
  goroutines 123456  hit_rate 99%
postgres-replica  missing     -           -             -         -
`
	var b strings.Builder
	if err := (Usage{Instances: members, Gauges: gauges}).Text(&b); err != nil {
		t.Fatal(err)
	}
	got := b.String()
	if got != want {
		t.Errorf("%s\nwant\n%s", got, want)
	}
	for line := range strings.Lines(got) {
		if len(line) > usageWidth+1 {
			t.Errorf("%d columns: %s", len(line), line)
		}
	}
}
