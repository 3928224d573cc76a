package record

import (
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func gaugesOf(r *Record) ([]Gauge, error) {
	var got []Gauge
	err := r.Gauges(func(g *Gauge) error { got = append(got, *g); return nil })
	return got, err
}

func TestGauges_ReadBackAsWritten(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "run")
	w, err := Create(dir, header())
	if err != nil {
		t.Fatal(err)
	}
	want := []Gauge{{0, "nginx", GaugeConnections, 23, 0}, {1_000_100, "shop-1", GaugePool, 4, 4}, {1_000_100, "a,b\n=c", GaugeCPU, 0.25, 0.5}}
	if err := w.Gauges(want[0]); err != nil {
		t.Fatal(err)
	}
	if err := w.Gauges(want[1], Gauge{Service: "nginx", Name: GaugeCPU, Value: math.NaN()}, want[2]); err == nil {
		t.Error("a gauge that is no number was taken")
	}
	if err := w.Event(Event{End: &End{Reason: EndCompleted}}); err != nil {
		t.Error("a bad gauge spoilt the record:", err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	r, err := Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	got, err := gaugesOf(r)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}

func TestGauges_NoFileMeansNone(t *testing.T) {
	r, err := Open(write(t, nil, Event{End: &End{Reason: EndCompleted}}))
	if err != nil {
		t.Fatal(err)
	}
	if got, err := gaugesOf(r); err != nil || got != nil {
		t.Errorf("%v, %v", got, err)
	}
	if got, err := r.Logs(); err != nil || got != nil {
		t.Errorf("%v, %v", got, err)
	}
}

func TestGauges_NamesTheBadLine(t *testing.T) {
	for text, want := range map[string]string{
		"at,x\n":                                         "gauges.csv:1: first line does not name the columns",
		GaugeColumns + "\n1,nginx,pids\n":                "gauges.csv:2: line has 3 fields, want 5",
		GaugeColumns + "\n1,nginx,pids,NaN,\n":           "gauges.csv:2: gauge \"pids\" of \"nginx\" is at NaN of 0",
		GaugeColumns + "\n-1,nginx,pids,1,\n":            "gauges.csv:2: gauge at -1 µs",
		GaugeColumns + "\n1,,pids,1,\n":                  "gauges.csv:2: gauge without a service",
		GaugeColumns + "\n1,nginx,pids,1,\n2,nginx,pids": "gauges.csv:3: line is cut off",
	} {
		dir := write(t, nil, Event{End: &End{Reason: EndCompleted}})
		if err := os.WriteFile(filepath.Join(dir, GaugesFile), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		r, err := Open(dir)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := gaugesOf(r); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %q", text, err, want)
		}
	}
}

func TestLogs_ReadBackAsWritten(t *testing.T) {
	dir := write(t, nil, Event{End: &End{Reason: EndCompleted}})
	want := []LogLine{{7, -5, "nginx", ByID, `{"a":"<b>"}`}, {7, 900, "postgres", ByTime, "FATAL: no"}}
	if err := WriteLogs(dir, want); err != nil {
		t.Fatal(err)
	}
	r, err := Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	got, err := r.Logs()
	if d := cmp.Diff(want, got); d != "" || err != nil {
		t.Error(err, d)
	}
	if err := os.WriteFile(filepath.Join(dir, LogsFile), []byte(`{"seq":1,"at_us":1,"service":"x","by":"magic","line":""}`+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := r.Logs(); err == nil || !strings.Contains(err.Error(), "logs.jsonl:1: ") {
		t.Errorf("a line that is joined by magic: %v", err)
	}
}
