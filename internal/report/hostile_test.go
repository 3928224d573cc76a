package report

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"math/rand/v2"
	"strings"
	"testing"

	"firedrill/internal/record"
	"firedrill/internal/record/recordtest"
)

// evil is the text that a hostile record contains in every text field.
const evil = "</td></script><script>alert(1)</script>\"'><img src=x onerror=alert(1)>`|*\x1b[31m\u202e\n=1+1]]>"

// hostile writes evil texts into every field that takes one.
var hostile = recordtest.Drill{Seed: 9, Lab: evil, Source: "title: " + evil,
	Gauges: func(int, string) []record.Gauge {
		return []record.Gauge{{Service: evil, Name: evil, Value: 9, Limit: 9}, {Service: "shop-" + evil, Name: record.GaugeInFlight, Value: 9},
			{Service: evil, Name: record.GaugeCPU, Value: 9, Limit: 9}}
	},
	Logs: []record.LogLine{{Seq: 2400, Service: evil, By: record.ByID, Line: evil}, {Seq: 2400, Service: evil, By: record.ByTime, Line: `{"` + "a" + `":"<script>x</script>"}`}},
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

func TestHTML_HostileRecordStaysText(t *testing.T) {
	d, rec := drawn(t, hostile)
	var x, m, c bytes.Buffer
	if err := JUnit(&x, d.Result); err != nil {
		t.Fatal(err)
	}
	dec := xml.NewDecoder(&x)
	for {
		tok, err := dec.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatalf("JUnit: %v", err)
		}
		if e, ok := tok.(xml.StartElement); ok && (e.Name.Local == "script" || e.Name.Local == "img") {
			t.Errorf("JUnit: the record wrote a %q", e.Name.Local)
		}
	}
	if len(trails(failed(d.Windows, 12, 4), d.Logs)) == 0 {
		t.Error("no log line of the record is shown")
	}
	if err := Markdown(&m, d); err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(m.String()) {
		if strings.HasPrefix(line, "    ") {
			continue // a block of code: text as it is
		}
		for _, bad := range []string{"<script", "<img", "\x1b", "\u202e"} {
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

func TestMark_ReadsBackAsWritten(t *testing.T) {
	for in, want := range map[string]string{
		"failed <= 1%": "failed &lt;= 1%", "a|b": `a\|b`, "see https://x.y": `see https\://x.y`,
		"WWW.x": `WWW\.x`, "@me #1 *b* _i_": `\@me \#1 \*b\* \_i\_`, "x.y, z": "x.y, z",
	} {
		if got := mark(in); got != want {
			t.Errorf("mark(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestAgain_HostileNameStaysOneCommand(t *testing.T) {
	for in, want := range map[string]string{
		"db-outage": "db-outage", "./my drill.yaml": "'./my drill.yaml'", "x; rm -rf /": "'x; rm -rf /'", "it's": `'it'\''s'`,
		"--json": "'--json'", "": "''", "$(id)": "'$(id)'",
	} {
		if got := word(in); got != want {
			t.Errorf("word(%q) = %s, want %s", in, got, want)
		}
	}
}
