package report

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"firedrill/internal/grade"
	"firedrill/internal/record"
	"firedrill/internal/record/recordtest"
	"firedrill/internal/signals"
	"firedrill/scenarios"
)

// FuzzReport reads arbitrary files as a record and reports on it: the outcome is one error, or a result that matches
// its schema, and never a panic.
func FuzzReport(f *testing.F) {
	dir := recordtest.Drill{Rate: 2, Baseline: 2, Fault: 2, Recovery: 1, Gauges: exhaustedPool,
		Logs: []record.LogLine{{Seq: 1, Service: "nginx", By: record.ByID, Line: `{"a":1}`}}}.Write(f)
	events, _ := os.ReadFile(filepath.Join(dir, record.EventsFile))
	samples, _ := os.ReadFile(filepath.Join(dir, record.SamplesFile))
	gauges, _ := os.ReadFile(filepath.Join(dir, record.GaugesFile))
	logs, _ := os.ReadFile(filepath.Join(dir, record.LogsFile))
	f.Add(string(events), string(samples), string(gauges), string(logs))
	f.Add(strings.ReplaceAll(string(events), "3", "9"), strings.ReplaceAll(string(samples), "100", "-1"), strings.ReplaceAll(string(gauges), "4", "0"), "{}\n")
	f.Add(strings.SplitAfterN(string(events), "\n", 2)[0], record.Columns+"\n", record.GaugeColumns+"\n", "")
	sc := &scenarios.Scenario{Load: scenarios.Load{Rate: 2}}
	for _, text := range append(texts, "run: p50 <= 1s", "fault: hop = cache", "recovery: failed in 0%..2x baseline") {
		if o, err := scenarios.ParseObjective(text); err == nil {
			sc.Objectives = append(sc.Objectives, o)
		}
	}
	schema := compileFor(f)
	f.Fuzz(func(t *testing.T, events, samples, gauges, logs string) {
		dir := t.TempDir()
		for name, data := range map[string]string{record.EventsFile: events, record.SamplesFile: samples, record.GaugesFile: gauges, record.LogsFile: logs} {
			if err := os.WriteFile(filepath.Join(dir, name), []byte(data), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		rec, err := record.Open(dir)
		if err != nil {
			return
		}
		w, err := signals.Measure(rec, grade.Asks(sc.Objectives, sc.Signature))
		if err != nil {
			return
		}
		lines, err := rec.Logs()
		if err != nil {
			return
		}
		r := grade.Grade(rec.Header, w, sc)
		var data, text bytes.Buffer
		if err := JSON(&data, r); err != nil {
			t.Fatal(err)
		}
		v, err := jsonschema.UnmarshalJSON(&data)
		if err != nil {
			t.Fatal(err)
		}
		if err := schema.Validate(v); err != nil {
			t.Error(err)
		}
		if err := Terminal(&text, r, w, Options{}); err != nil {
			t.Fatal(err)
		}
		d := Drill{Header: rec.Header, Events: rec.Events, Result: r, Windows: w, Scenario: sc, Logs: lines}
		for _, err := range []error{HTML(&text, d), Markdown(&text, d), JUnit(&text, r), CSV(&text, rec)} {
			if err != nil {
				t.Fatal(err)
			}
		}
	})
}
