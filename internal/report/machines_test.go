package report

import (
	"bytes"
	"encoding/xml"
	"math/rand/v2"
	"strconv"
	"strings"
	"testing"

	"firedrill/internal/grade"
	"firedrill/internal/record"
	"firedrill/internal/record/recordtest"
	"firedrill/scenarios"
)

// drawn returns a drill and its record for the reports.
func drawn(t testing.TB, d recordtest.Drill) (Drill, *record.Record) {
	t.Helper()
	rec, err := record.Open(d.Write(t))
	if err != nil {
		t.Fatal(err)
	}
	sc := scenario(t)
	r, w := gradeBy(t, rec, sc)
	logs, err := rec.Logs()
	if err != nil {
		t.Fatal(err)
	}
	return Drill{Header: rec.Header, Events: rec.Events, Result: r, Windows: w, Scenario: sc, Logs: logs}, rec
}

func TestWrite_JUnitAndMarkdownGolden(t *testing.T) {
	for name, drill := range drills {
		d, _ := drawn(t, drill)
		var x, m bytes.Buffer
		if err := JUnit(&x, d.Result); err != nil {
			t.Fatal(err)
		}
		if err := Markdown(&m, d); err != nil {
			t.Fatal(err)
		}
		golden(t, name+".xml", x.Bytes())
		golden(t, name+".md", m.Bytes())
	}
}

// TestJUnit_GreenOnlyForPass reads the file as a CI server does.
func TestJUnit_GreenOnlyForPass(t *testing.T) {
	for name, drill := range drills {
		d, _ := drawn(t, drill)
		var b bytes.Buffer
		if err := JUnit(&b, d.Result); err != nil {
			t.Fatal(err)
		}
		var got struct {
			Suite struct {
				Tests    int `xml:"tests,attr"`
				Failures int `xml:"failures,attr"`
				Errors   int `xml:"errors,attr"`
				Skipped  int `xml:"skipped,attr"`
				Cases    []struct {
					Name string `xml:"name,attr"`
				} `xml:"testcase"`
			} `xml:"testsuite"`
		}
		if err := xml.Unmarshal(b.Bytes(), &got); err != nil {
			t.Fatal(err)
		}
		s := got.Suite
		if len(s.Cases) != s.Tests || s.Tests != 1+len(d.Result.Gates)+3*len(d.Result.Faults)+len(texts) {
			t.Errorf("%s: %d cases, %d said", name, len(s.Cases), s.Tests)
		}
		if red := s.Failures+s.Errors > 0; red == (d.Result.Verdict == grade.Pass) {
			t.Errorf("%s: %d failures, %d errors", name, s.Failures, s.Errors)
		}
		if (s.Errors > 0) != (d.Result.Verdict == grade.Invalid) {
			t.Errorf("%s: %d errors", name, s.Errors)
		}
	}
}

func TestCSV_HoldsEverySampleWithItsPhase(t *testing.T) {
	small := recordtest.Drill{Seed: 5, Rate: 2, Warmup: 1, Baseline: 2, Fault: 2, Recovery: 1,
		Request: func(_ *rand.Rand, phase string, s *record.Sample) {
			switch {
			case phase == record.PhaseFault && s.Seq%2 == 0:
				recordtest.Break(s, record.ClassHTTP5App, 3000)
			case phase == record.PhaseFault:
				recordtest.Drop(s)
			case phase == record.PhaseRecovery:
				s.RequestID = "=1+1,\"x"
			}
		}}
	_, rec := drawn(t, small)
	var b bytes.Buffer
	if err := CSV(&b, rec); err != nil {
		t.Fatal(err)
	}
	golden(t, "small.csv", b.Bytes())
}

// TestCSV_CountsEqualTheResult recomputes the counts from the CSV alone, by splitting at commas.
func TestCSV_CountsEqualTheResult(t *testing.T) {
	d, rec := drawn(t, drills["fail"])
	var b bytes.Buffer
	if err := CSV(&b, rec); err != nil {
		t.Fatal(err)
	}
	type tally struct{ ok, failed, slow int64 }
	seen := map[string]tally{}
	for i, line := range strings.Split(strings.TrimSpace(b.String()), "\n") {
		cells := strings.Split(line, ",")
		if i == 0 || len(cells) != strings.Count(csvColumns, ",")+1 {
			if i > 0 {
				t.Fatalf("line %d has %d cells", i, len(cells))
			}
			continue
		}
		n := seen[cells[1]]
		if cells[3] == "ok" {
			n.ok++
		} else {
			n.failed++
		}
		if us, _ := strconv.ParseInt(cells[9], 10, 64); us > 1_000_000 {
			n.slow++
		}
		seen[cells[1]] = n
	}
	for _, p := range d.Windows.Phases {
		if got, want := seen[p.Name], (tally{p.All.OK, p.All.Failed, p.All.Slow}); got != want {
			t.Errorf("%s: %+v by the CSV, %+v by the result", p.Name, got, want)
		}
	}
}

func scenario(t testing.TB) *scenarios.Scenario {
	t.Helper()
	sc := &scenarios.Scenario{Load: scenarios.Load{Rate: 200}, Lab: "fragile"}
	for _, text := range promised {
		o, err := scenarios.ParseObjective(text)
		if err != nil {
			t.Fatal(err)
		}
		sc.Signature = append(sc.Signature, o)
	}
	for i, text := range texts {
		o, err := scenarios.ParseObjective(text)
		if err != nil {
			t.Fatal(err)
		}
		o.Key = i == 1
		sc.Objectives = append(sc.Objectives, o)
	}
	return sc
}
