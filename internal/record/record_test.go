package record

import (
	"encoding/csv"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func header() Header {
	return Header{
		Schema: Schema, Run: "r1", Scenario: "db-outage", Source: "title: x\n", Lab: "fragile", Seed: 7,
		Start:    time.Date(2025, 1, 2, 3, 4, 5, 0, time.UTC),
		Versions: map[string]string{"firedrill": "test"}, Knobs: []string{"DB_POOL=4"},
	}
}

func sample(seq uint64) Sample {
	return Sample{
		Seq: seq, Route: "browse", Due: int64(seq) * 5000, Sent: int64(seq)*5000 + 40, DNS: Absent, Connect: 300,
		TLS: 900, FirstByte: int64(seq)*5000 + 4000, Done: int64(seq)*5000 + 4100, Status: 200, Source: "app",
		Replica: "shop-1", App: 700, Cache: 200, DB: Absent, Pool: Absent, Bytes: 512, RequestID: "0a1b-2c",
		Middleware: 20,
	}
}

func write(t *testing.T, samples []Sample, events ...Event) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "run")
	w, err := Create(dir, header())
	if err != nil {
		t.Fatal(err)
	}
	if err := w.Sample(samples...); err != nil {
		t.Fatal(err)
	}
	for _, e := range events {
		if err := w.Event(e); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return dir
}

func collect(r *Record) ([]Sample, error) {
	var got []Sample
	err := r.Samples(func(s *Sample) error {
		c := *s
		c.RequestID = strings.Clone(c.RequestID)
		got = append(got, c)
		return nil
	})
	return got, err
}

func TestRecord_ReadsBackAsWritten(t *testing.T) {
	odd := sample(1)
	odd.Route, odd.RequestID, odd.Replica = "a,b%\n\"x\"", "é ,\x00", "50% off"
	odd.Class, odd.FailedAt, odd.Upstream = ClassHTTP5App, "a,b", "10.0.0.1:8080, x"
	dropped := Sample{
		Seq: 2, Route: "order", Due: 9, Sent: Absent, DNS: Absent, Connect: Absent, TLS: Absent,
		FirstByte: Absent, Done: Absent, Class: ClassDropped, Middleware: Absent, App: Absent, Cache: Absent, DB: Absent, Pool: Absent,
	}
	want := []Sample{sample(0), odd, dropped, odd}
	events := []Event{
		{At: 1, Phase: &Phase{Name: PhaseBaseline, Seconds: 12}},
		{At: 2, Fault: &Fault{ID: "a#1", Kind: "a", Step: StepProven, Effect: &Check{OK: true, Saw: "x"}}},
		{At: 3, Load: &Load{Scheduled: 4, Samples: 4}},
		{At: 4, End: &End{Reason: EndCompleted}},
	}
	r, err := Open(write(t, want, events...))
	if err != nil {
		t.Fatal(err)
	}
	got, err := collect(r)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
	if d := cmp.Diff(header(), r.Header); d != "" {
		t.Error(d)
	}
	if r.Events[1].Type != TypeFault || r.Events[1].Fault.Effect.Saw != "x" || r.End() == nil {
		t.Errorf("events read back wrong: %+v", r.Events)
	}
}

func TestAppendCSV_AnyCSVReaderSeesTheSameFields(t *testing.T) {
	odd := sample(0)
	odd.Route, odd.RequestID = `a,"b"`, "x\r\ny"
	data, err := os.ReadFile(filepath.Join(write(t, []Sample{odd, sample(1)}), SamplesFile))
	if err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(strings.NewReader(string(data))).ReadAll()
	if err != nil || len(rows) != 3 || len(rows[1]) != numColumns {
		t.Fatalf("%d rows, %v", len(rows), err)
	}
	for i, line := range strings.Split(strings.TrimSpace(string(data)), "\n") {
		if d := cmp.Diff(strings.Split(line, ","), rows[i]); d != "" {
			t.Error(d)
		}
	}
}

func TestOpen_ReadsTruncatedRecordUpToTheCut(t *testing.T) {
	dir := write(t, []Sample{sample(0), sample(1)}, Event{Phase: &Phase{Name: PhaseBaseline}})
	for _, name := range []string{EventsFile, SamplesFile} {
		path := filepath.Join(dir, name)
		data, _ := os.ReadFile(path)
		if err := os.WriteFile(path, data[:len(data)-7], 0o644); err != nil {
			t.Fatal(err)
		}
	}
	r, err := Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	got, err := collect(r)
	if err != nil || len(got) != 1 || len(r.Events) != 0 || r.End() != nil {
		t.Errorf("%d samples, %d events, end %v, %v", len(got), len(r.Events), r.End(), err)
	}
}

func TestSamples_RefusesTruncatedFileOfEndedRecord(t *testing.T) {
	dir := write(t, []Sample{sample(0)}, Event{End: &End{Reason: EndCompleted}})
	path := filepath.Join(dir, SamplesFile)
	data, _ := os.ReadFile(path)
	if err := os.WriteFile(path, data[:len(data)-1], 0o644); err != nil {
		t.Fatal(err)
	}
	r, err := Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	if _, err = collect(r); err == nil || !strings.HasSuffix(err.Error(), ":2: line is cut off") {
		t.Errorf("got %v", err)
	}
}

func TestWriter_RefusesWhatNoReaderAccepts(t *testing.T) {
	broken := map[string]func(*Sample){
		"late":       func(s *Sample) { s.Due = maxTime + 1 },
		"negative":   func(s *Sample) { s.DB = -2 },
		"status":     func(s *Sample) { s.Status = 1000 },
		"text":       func(s *Sample) { s.RequestID = strings.Repeat("x", maxText+1) },
		"no route":   func(s *Sample) { s.Route = "" },
		"dropped":    func(s *Sample) { s.Class = ClassDropped },
		"never sent": func(s *Sample) { s.Sent = Absent },
		"never done": func(s *Sample) { s.Done = Absent },
	}
	for name, breakIt := range broken {
		w, err := Create(filepath.Join(t.TempDir(), "r"), header())
		if err != nil {
			t.Fatal(err)
		}
		s := sample(0)
		breakIt(&s)
		if w.Sample(s) == nil || w.Close() == nil {
			t.Errorf("%s: written without an error", name)
		}
	}
}

func TestCreate_NeverOverwritesARecord(t *testing.T) {
	dir := write(t, nil)
	if _, err := Create(dir, header()); err == nil {
		t.Error("a second record went into the same directory")
	}
}
