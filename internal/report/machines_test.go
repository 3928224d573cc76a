package report

import (
	"bytes"
	"encoding/xml"
	"io"
	"math/rand/v2"
	"strconv"
	"strings"
	"testing"

	"firedrill/internal/grade"
	"firedrill/internal/record"
	"firedrill/internal/record/recordtest"
	"firedrill/scenarios"
)

// drawn is a drill with all that its reports are drawn from.
func drawn(t testing.TB, d recordtest.Drill) (Drill, *record.Record) {
	t.Helper()
	rec, err := record.Open(d.Write(t))
	if err != nil {
		t.Fatal(err)
	}
	sc := scenario(t)
	r, w := gradeBy(t, rec, sc)
	return Drill{Header: rec.Header, Events: rec.Events, Result: r, Windows: w, Scenario: sc}, rec
}

// evil is what a hostile record writes wherever it may write a text.
const evil = "</td></script><script>alert(1)</script>\"'><img src=x onerror=alert(1)>`|*\x1b[31m\n=1+1]]>"

// hostile writes evil texts into every field that takes one.
var hostile = recordtest.Drill{Seed: 9, Lab: evil, Source: "title: " + evil,
	Request: func(_ *rand.Rand, phase string, s *record.Sample) {
		s.Route, s.Replica, s.RequestID = evil, evil, evil
		if phase == record.PhaseFault {
			recordtest.Break(s, evil, 3000)
			s.Source = evil
		}
	},
	Events: func(all []record.Event) []record.Event {
		for i := range all {
			if f := all[i].Fault; f != nil {
				f.ID, f.Kind, f.Target, f.Params = evil, evil, evil, map[string]string{evil: evil}
				for _, c := range []*record.Check{f.Mechanism, f.Effect, f.Gone} {
					if c != nil {
						c.Saw = evil
					}
				}
			}
		}
		all[len(all)-1].End = &record.End{Reason: evil, Error: evil}
		return all
	},
}

func TestJUnitAndMarkdownAreAsDrawn(t *testing.T) {
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

// TestJUnitIsGreenOnlyForAPass reads the file as a CI server does.
func TestJUnitIsGreenOnlyForAPass(t *testing.T) {
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
		if len(s.Cases) != s.Tests || s.Tests != 1+3*len(d.Result.Faults)+len(texts) {
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

func TestCSVHoldsEverySampleWithItsPhase(t *testing.T) {
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

// TestTheCSVCountsAsTheResultDoes recomputes what users saw from the CSV alone, by splitting at commas.
func TestTheCSVCountsAsTheResultDoes(t *testing.T) {
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

func TestAHostileRecordStaysText(t *testing.T) {
	d, rec := drawn(t, hostile)
	var x, m, c bytes.Buffer
	if err := JUnit(&x, d.Result); err != nil {
		t.Fatal(err)
	}
	dec := xml.NewDecoder(&x)
	for {
		tok, err := dec.Token()
		if err == io.EOF {
			break
		}
		if err != nil {
			t.Fatalf("JUnit: %v", err)
		}
		if e, ok := tok.(xml.StartElement); ok && (e.Name.Local == "script" || e.Name.Local == "img") {
			t.Errorf("JUnit: the record wrote a %q", e.Name.Local)
		}
	}
	if err := Markdown(&m, d); err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(m.String()) {
		if strings.HasPrefix(line, "    ") {
			continue // a block of code: text as it is
		}
		for _, bad := range []string{"<script", "<img", "\x1b"} {
			if strings.Contains(line, bad) {
				t.Errorf("Markdown holds %q: %s", bad, line)
			}
		}
		if strings.HasPrefix(line, "| ") && strings.Count(strings.ReplaceAll(line, `\|`, ""), "|") > 11 {
			t.Errorf("the record added a cell: %s", line)
		}
	}
	if err := CSV(&c, rec); err != nil {
		t.Fatal(err)
	}
	if strings.ContainsAny(c.String(), "\"'<\x1b") || strings.Contains(c.String(), ",=") {
		t.Error("CSV holds what a spreadsheet takes for more than text")
	}
}

func TestAMarkIsReadAsItWasWritten(t *testing.T) {
	for in, want := range map[string]string{
		"failed <= 1%": "failed &lt;= 1%", "a|b": `a\|b`, "see https://x.y": `see https\://x.y`,
		"WWW.x": `WWW\.x`, "@me #1 *b* _i_": `\@me \#1 \*b\* \_i\_`, "x.y, z": "x.y, z",
	} {
		if got := mark(in); got != want {
			t.Errorf("mark(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestACommandToTypeIsOneCommand(t *testing.T) {
	for in, want := range map[string]string{
		"db-outage": "db-outage", "./my drill.yaml": "'./my drill.yaml'", "x; rm -rf /": "'x; rm -rf /'", "it's": `'it'\''s'`,
		"--json": "'--json'", "": "''", "$(id)": "'$(id)'",
	} {
		if got := word(in); got != want {
			t.Errorf("word(%q) = %s, want %s", in, got, want)
		}
	}
}

func scenario(t testing.TB) *scenarios.Scenario {
	t.Helper()
	sc := &scenarios.Scenario{Load: scenarios.Load{Rate: 200}}
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
