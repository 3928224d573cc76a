package signals

import (
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"firedrill/internal/record"
	"firedrill/internal/record/recordtest"
)

func TestReadGauges_ByTimeAndPhase(t *testing.T) {
	dir := recordtest.Drill{Rate: 10, Baseline: 2, Fault: 3, Recovery: 2}.Write(t)
	text := record.GaugeColumns + "\n" +
		"100,shop-1,db_pool,1,4\n1000100,shop-1,db_pool,2,4\n" + // baseline
		"2000100,shop-1,db_pool,4,4\n2500000,shop-1,db_pool,2,4\n4000100,shop-1,db_pool,4,4\n" + // fault, with a gap
		"5000100,shop-1,db_pool,1,8\n99000000,shop-1,db_pool,9,9\n" +
		"100,nginx,connections,20,\n"
	if err := os.WriteFile(filepath.Join(dir, record.GaugesFile), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	w := measured(t, dir)
	if len(w.Gauges.All) != 2 || w.Gauges.All[0].Service != "nginx" {
		t.Fatalf("%+v", w.Gauges.All)
	}
	pool := w.Gauges.Find("shop-1", "db_pool")
	if got := fmt.Sprint(pool.Values); got != "[1 2 3 NaN 4 1 NaN]" {
		t.Errorf("values %s", got)
	}
	if got := fmt.Sprint(pool.Shares()); got != "[0.25 0.5 0.75 NaN 1 0.125 NaN]" {
		t.Errorf("shares %s", got)
	}
	if got := fmt.Sprint(w.Gauges.Find("nginx", "connections").Shares()); got != "[NaN NaN NaN NaN NaN NaN NaN]" {
		t.Errorf("shares of no limit: %s", got)
	}
	if got := pool.Phases[record.PhaseFault]; got != (GaugeSeen{Looks: 3, Full: 2, Mean: 10.0 / 3, Max: 4, Limit: 4, Share: 1}) {
		t.Errorf("fault: %+v", got)
	}
	if got := pool.Phases[record.PhaseRecovery]; got.Full != 0 || got.Limit != 8 || got.Share != 0.125 {
		t.Errorf("recovery: %+v", got)
	}
	for _, test := range []struct{ from, to, want float64 }{{0, 1, 1}, {0, 2, 1.5}, {2.01, 3.01, 3}, {3, 4, math.NaN()}, {4.1, 4.2, 4}, {90, 91, math.NaN()}} {
		if got := w.Gauges.Between(pool.Values, test.from, test.to); got != test.want && !(math.IsNaN(got) && math.IsNaN(test.want)) {
			t.Errorf("from %v to %v: %v, want %v", test.from, test.to, got, test.want)
		}
	}
}

func TestReadGauges_OldRecordHasNone(t *testing.T) {
	w := measured(t, recordtest.Drill{Rate: 10, Baseline: 2, Fault: 3, Recovery: 2}.Write(t))
	if w.Gauges != nil || w.Gauges.Find("nginx", "pids") != nil || w.Gauges.Named("pids") != nil {
		t.Errorf("%+v", w.Gauges)
	}
}

func TestMeasure_TooManyGaugesAreReportedUnread(t *testing.T) {
	dir := recordtest.Drill{Rate: 10, Baseline: 2, Fault: 3, Recovery: 2}.Write(t)
	var text strings.Builder
	text.WriteString(record.GaugeColumns + "\n")
	for i := range 300 {
		fmt.Fprintf(&text, "1,s%d,n%d,1,\n", i%50, i/50)
	}
	if err := os.WriteFile(filepath.Join(dir, record.GaugesFile), []byte(text.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	r, err := record.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	w, err := Measure(r, nil)
	if err != nil || w.Gauges != nil || !strings.Contains(strings.Join(w.Unread, ""), "more than 256 different gauges") {
		t.Errorf("%v, said %q", err, w.Unread)
	}
}

func measured(t *testing.T, dir string) *Windows {
	t.Helper()
	r, err := record.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	w, err := Measure(r, nil)
	if err != nil {
		t.Fatal(err)
	}
	return w
}
