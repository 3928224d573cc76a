package report

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"math/rand/v2"
	"regexp"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"firedrill/internal/record"
	"firedrill/internal/record/recordtest"
)

// troubled is short, which keeps the golden page small.
var troubled = recordtest.Drill{Seed: 6, Warmup: 1, Baseline: 3, Fault: 4, Recovery: 3, Gauges: exhaustedPool,
	Logs: []record.LogLine{
		{Seq: 801, At: 4_006_000, Service: "nginx", By: record.ByID, Line: `{"time":"1","request_id":"00000321","status":503,"uri":"/products/1"}`},
		{Seq: 801, At: 4_005_000, Service: "shop-1", By: record.ByID, Line: `{"level":"ERROR","request_id":"00000321","err":"no connection in 30 s"}`},
		{Seq: 801, At: 4_005_500, Service: "postgres", By: record.ByTime, Line: "FATAL:  sorry, too many clients already"},
	},
	Request: func(_ *rand.Rand, phase string, s *record.Sample) {
		switch {
		case phase == record.PhaseFault && s.Seq%3 == 0:
			recordtest.Break(s, record.ClassHTTP5App, 3000)
		case phase == record.PhaseFault && s.Seq%5 == 1:
			recordtest.Break(s, record.ClassTimeout, 2_000_000)
		case phase == record.PhaseFault && s.Seq%7 == 1:
			recordtest.Drop(s)
		}
	}}

func htmlOf(t testing.TB, d Drill) string {
	t.Helper()
	var b bytes.Buffer
	if err := HTML(&b, d); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestHTML_Golden(t *testing.T) {
	d, _ := drawn(t, troubled)
	golden(t, "troubled.html", []byte(htmlOf(t, d)))
}

func TestHTML_SameRecordGivesSamePage(t *testing.T) {
	d, rec := drawn(t, troubled)
	r, w := gradeBy(t, rec, d.Scenario)
	if htmlOf(t, d) != htmlOf(t, Drill{rec.Header, rec.Events, r, w, d.Scenario, d.Logs}) {
		t.Error("the second page differs from the first")
	}
}

// pages returns the pages for the tests below: one for each verdict, and a hostile record.
func pages(t *testing.T) map[string]string {
	t.Helper()
	all := map[string]string{}
	for name, drill := range drills {
		d, _ := drawn(t, drill)
		all[name] = htmlOf(t, d)
	}
	for name, drill := range map[string]recordtest.Drill{"troubled": troubled, "hostile": hostile} {
		d, _ := drawn(t, drill)
		d.Scenario.Title, d.Scenario.Teaches, d.Scenario.Hardening = evil, evil, evil
		d.Header.Knobs, d.Header.Source = []string{evil}, evil
		all[name] = htmlOf(t, d)
	}
	return all
}

// TestHTML_RecordNeverBecomesMarkup parses each page as a browser does: no script, no event handler, no fetch.
func TestHTML_RecordNeverBecomesMarkup(t *testing.T) {
	for name, text := range pages(t) {
		if strings.ContainsAny(text, "\x1b\x00\u202e") {
			t.Errorf("%s: holds control characters", name)
		}
		each(t, text, func(n *html.Node) {
			switch n.Data {
			case "script", "img", "iframe", "object", "embed", "base", "form":
				t.Errorf("%s: holds a %q", name, n.Data)
			}
			for _, a := range n.Attr {
				v := strings.ToLower(a.Val)
				fetches := (a.Key == "href" || a.Key == "src") && !strings.HasPrefix(v, "data:")
				if strings.HasPrefix(a.Key, "on") || fetches || a.Key == "style" {
					t.Errorf("%s: %s has %s=%q", name, n.Data, a.Key, a.Val)
				}
			}
		})
	}
}

func TestHTML_IDsAreUniqueAndReferencesResolve(t *testing.T) {
	for name, text := range pages(t) {
		ids, named := map[string]bool{}, []string{}
		each(t, text, func(n *html.Node) {
			for _, a := range n.Attr {
				switch a.Key {
				case "id":
					if ids[a.Val] {
						t.Errorf("%s: id %q stands twice", name, a.Val)
					}
					ids[a.Val] = true
				case "aria-labelledby":
					named = append(named, strings.Fields(a.Val)...)
				}
			}
		})
		for _, id := range named {
			if !ids[id] {
				t.Errorf("%s: is named by %q, which is not there", name, id)
			}
		}
	}
}

var drawing = regexp.MustCompile(`(?s)<svg .*?</svg>`)

// TestHTML_ChartsAreWellFormed parses each chart as strict XML and looks for its texts.
func TestHTML_ChartsAreWellFormed(t *testing.T) {
	for name, text := range pages(t) {
		for _, svg := range drawing.FindAllString(text, -1) {
			d := xml.NewDecoder(strings.NewReader(svg))
			for {
				_, err := d.Token()
				if errors.Is(err, io.EOF) {
					break
				}
				if err != nil {
					t.Fatalf("%s: %v in %.200s", name, err, svg)
				}
			}
			if !strings.Contains(svg, `aria-hidden="true"`) && !strings.Contains(svg, "<title") {
				t.Errorf("%s: a drawing says nothing to who can't see it: %.100s", name, svg)
			}
			if strings.Contains(svg, "NaN") || strings.Contains(svg, "Inf") {
				t.Errorf("%s: a drawing holds what is no number: %.200s", name, svg)
			}
		}
	}
}

func each(t *testing.T, text string, f func(*html.Node)) {
	t.Helper()
	doc, err := html.Parse(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	for n := range doc.Descendants() {
		if n.Type == html.ElementNode {
			f(n)
		}
	}
}

// TestHTML_IncompleteRecords draws pages of records with almost no data.
func TestHTML_IncompleteRecords(t *testing.T) {
	d, _ := drawn(t, recordtest.Drill{Seed: 1, Rate: 1, Baseline: 1, Fault: 1, Recovery: 1, Events: func(all []record.Event) []record.Event {
		return all[:1]
	}})
	if text := htmlOf(t, d); !strings.Contains(text, "Invalid") {
		t.Error("the page of a record that was cut short does not say so")
	}
	d.Windows.Phases = nil
	d.Result.Phases = nil
	htmlOf(t, d)
}
