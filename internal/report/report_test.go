package report

import (
	"bytes"
	"encoding/json"
	"flag"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/santhosh-tekuri/jsonschema/v6"

	"firedrill/internal/grade"
	"firedrill/internal/record"
	"firedrill/internal/record/recordtest"
	"firedrill/internal/signals"
	"firedrill/internal/topology"
	"firedrill/scenarios"
)

var update = flag.Bool("update", false, "write the goldens anew")

// drills are the records of the golden files.
var drills = map[string]recordtest.Drill{
	"fail": {Seed: 1, Warmup: 3, Request: func(r *rand.Rand, phase string, s *record.Sample) {
		switch {
		case phase == record.PhaseFault && s.Seq%2 == 0:
			recordtest.Break(s, record.ClassHTTP5App, 3000)
			s.FailedAt = topology.HopDatabase
		case phase == record.PhaseFault && s.Seq%50 == 1:
			recordtest.Hold(s, 1_400_000)
		case phase == record.PhaseRecovery && s.Seq%3 == 0 && s.Due < 33_500_000:
			recordtest.Break(s, record.ClassHTTP5Nginx, 800)
		}
	}},
	"pass": {Seed: 2, Lab: "hardened"},
	"invalid": {Seed: 3, Events: func(all []record.Event) []record.Event {
		for i := range all {
			if f := all[i].Fault; f != nil && f.Step == record.StepProven {
				f.Effect = &record.Check{Saw: "postgres still answers \x1b[31m"}
			}
		}
		return all
	}},
	"inconclusive": {Seed: 4, Request: func(r *rand.Rand, phase string, s *record.Sample) {
		if phase == record.PhaseFault && s.Route == "product" && r.Float64() < 0.05 {
			recordtest.Break(s, record.ClassTimeout, 900_000)
		}
	}},
}

var texts = []string{
	"baseline: failed <= 1%", "fault: failed{route=product} <= 5%", "fault: slow(1s) <= 2%", "fault: p95 <= 3x baseline",
	"fault: throughput >= 150/s", "fault: detected within 5s", "recovery: recovered within 10s", "run: lost orders = 0",
}

// promised is the signature on the lab fragile.
var promised = []string{"fault: failed in 40%..60%", "fault: hop = database"}

func graded(t *testing.T, d recordtest.Drill) (*grade.Result, *signals.Windows) {
	t.Helper()
	rec, err := record.Open(d.Write(t))
	if err != nil {
		t.Fatal(err)
	}
	return gradeBy(t, rec, scenario(t))
}

func gradeBy(t testing.TB, rec *record.Record, sc *scenarios.Scenario) (*grade.Result, *signals.Windows) {
	t.Helper()
	w, err := signals.Measure(rec, grade.Asks(sc.Objectives, sc.Signature))
	if err != nil {
		t.Fatal(err)
	}
	return grade.Grade(rec.Header, w, sc), w
}

func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(strings.Split(string(want), "\n"), strings.Split(string(got), "\n")); d != "" {
		t.Errorf("%s differs (go test -update writes it anew):\n%s", path, d)
	}
}

func TestTerminal_Golden(t *testing.T) {
	for name, d := range drills {
		r, w := graded(t, d)
		if string(r.Verdict) != name {
			t.Errorf("%s: verdict %q: %s", name, r.Verdict, r.Reason)
		}
		var text, data bytes.Buffer
		if err := Terminal(&text, r, w, Options{Width: 100}); err != nil {
			t.Fatal(err)
		}
		if err := JSON(&data, r); err != nil {
			t.Fatal(err)
		}
		golden(t, name+".txt", text.Bytes())
		golden(t, name+".json", data.Bytes())
	}
}

func TestJSON_MatchesItsSchema(t *testing.T) {
	schema := compileFor(t)
	for name, d := range drills {
		r, _ := graded(t, d)
		var data bytes.Buffer
		if err := JSON(&data, r); err != nil {
			t.Fatal(err)
		}
		v, err := jsonschema.UnmarshalJSON(&data)
		if err != nil {
			t.Fatal(err)
		}
		if err := schema.Validate(v); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		delete(v.(map[string]any), "verdict")
		if schema.Validate(v) == nil {
			t.Error("a result without a verdict keeps to the schema")
		}
	}
}

func compileFor(t testing.TB) *jsonschema.Schema {
	t.Helper()
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(Schema))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	c.AssertFormat()
	if err := c.AddResource("result.schema.json", doc); err != nil {
		t.Fatal(err)
	}
	schema, err := c.Compile("result.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	return schema
}

func TestTerminal_RecordCannotEmitControlCodes(t *testing.T) {
	r, w := graded(t, drills["invalid"])
	for _, colour := range []bool{false, true} {
		var b bytes.Buffer
		if err := Terminal(&b, r, w, Options{Width: 60, Colour: colour}); err != nil {
			t.Fatal(err)
		}
		if strings.Contains(b.String(), "\x1b[31m") || strings.Contains(b.String(), "\x1b[") != colour {
			t.Errorf("colour %v: escape codes are wrong", colour)
		}
	}
}

func TestTerminal_FitsTheWidth(t *testing.T) {
	r, w := graded(t, drills["fail"])
	var b bytes.Buffer
	if err := Terminal(&b, r, w, Options{Width: 100}); err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(b.String()) {
		if size(strings.TrimRight(line, "\n")) > 100 {
			t.Errorf("longer than 100: %q", line)
		}
	}
}

func TestJSON_ReadsBack(t *testing.T) {
	r, _ := graded(t, drills["fail"])
	var b, again bytes.Buffer
	if err := JSON(&b, r); err != nil {
		t.Fatal(err)
	}
	var back grade.Result
	if err := json.Unmarshal(b.Bytes(), &back); err != nil {
		t.Fatal(err)
	}
	if err := JSON(&again, &back); err != nil || !bytes.Equal(b.Bytes(), again.Bytes()) {
		t.Errorf("result.json does not read back (%v)", err)
	}
}
