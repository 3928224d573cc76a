package chart

import (
	"encoding/xml"
	"errors"
	"io"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

var frame = Frame{ID: "x", Title: "a <b> title", Desc: "said & done", From: 0, To: 10,
	Phases: []Span{{0, 5, "baseline"}, {5, 10, "fault"}}, Faults: []Span{{5, 8, "stop"}}}

var tenSeconds = func() Columns {
	var c Columns
	for i := range 10 {
		c.Spans = append(c.Spans, Span{float64(i), float64(i + 1), "second <" + strconv.Itoa(i) + ">"})
	}
	return c
}()

// texts parses a drawing as XML, which fails on unescaped text, and returns its texts.
func texts(t *testing.T, svg string) []string {
	t.Helper()
	var all []string
	d := xml.NewDecoder(strings.NewReader(svg))
	for {
		tok, err := d.Token()
		if errors.Is(err, io.EOF) {
			return all
		}
		if err != nil {
			t.Fatalf("%v in %s", err, svg)
		}
		if text, ok := tok.(xml.CharData); ok {
			all = append(all, string(text))
		}
	}
}

func has(t *testing.T, svg string, words ...string) {
	t.Helper()
	got := texts(t, svg)
	for _, w := range words {
		if !slices.Contains(got, w) {
			t.Errorf("no %q among %q", w, got)
		}
	}
}

func TestFrame_NamesPhasesAndMarksFault(t *testing.T) {
	svg := Stack{Columns: tenSeconds, Text: Count}.Draw(frame)
	has(t, svg, "a <b> title", "said & done", "baseline", "fault", "injected at 5 s", "reverted at 8 s", "second <3>")
	if !strings.Contains(svg, `class="shade" x="505" y="20" width="268.2"`) {
		t.Errorf("the fault is not shaded from 5 s to 8 s: %s", svg)
	}
	narrow := frame
	narrow.Narrow = true
	svg = Stack{Columns: tenSeconds, Text: Count}.Draw(narrow)
	if strings.Contains(svg, "second") || !strings.Contains(svg, `viewBox="0 0 400 `) {
		t.Error("a chart for a phone has texts for a pointer, or is too wide")
	}
}

var bars = regexp.MustCompile(`M[\d.]+ ([\d.]+)h[\d.]+v([\d.]+)h`)

func TestStack_LayersAreStacked(t *testing.T) {
	svg := Stack{Columns: tenSeconds, Text: Count, Least: 100, Layers: []Layer{
		{"low", []float64{50}}, {"high", []float64{25}},
	}}.Draw(frame)
	var tops, heights []float64
	for _, m := range bars.FindAllStringSubmatch(svg, -1) {
		top, _ := strconv.ParseFloat(m[1], 64)
		height, _ := strconv.ParseFloat(m[2], 64)
		tops, heights = append(tops, top), append(heights, height)
	}
	// The area is 130 high from 38 to 168, and its axis goes to 100.
	if !slices.Equal(tops, []float64{103, 70.5}) || !slices.Equal(heights, []float64{65, 32.5}) {
		t.Errorf("bars from %v, %v high", tops, heights)
	}
}

func TestHeat_OneCellPerCount(t *testing.T) {
	h := Heat{Columns: tenSeconds, Edges: []float64{0.1, 1, 10, 100, 1000},
		Counts: [][]float64{{0, 100, 1, 0}, {0, 0, 3}},
		Lines:  []Line{{"p95", []float64{5, math.NaN(), 7, 8}}}}
	svg := h.Draw(frame)
	has(t, svg, "1 ms", "10 ms", "100 ms")
	if cells := len(bars.FindAllString(svg, -1)); cells != 3 {
		t.Errorf("%d cells", cells)
	}
	if got := texts(t, svg); slices.Contains(got, "0.1 ms") {
		t.Error("the axis reaches where there is nothing")
	}
	if !strings.Contains(svg, `class="h8"`) || !strings.Contains(svg, `class="h2"`) {
		t.Errorf("the most is not the strongest: %s", svg)
	}
	line := regexp.MustCompile(`class="p95" d="([^"]*)"`).FindStringSubmatch(svg)[1]
	if strings.Count(line, "M") != 2 || strings.Count(line, "L") != 1 {
		t.Errorf("the line is not broken where there is no value: %s", line)
	}
}

func TestHeat_EmptyMapIsDrawn(t *testing.T) {
	texts(t, Heat{Edges: []float64{0.1, 1, 10}}.Draw(Frame{ID: "x"}))
}

func TestLanes_NameTheirBars(t *testing.T) {
	svg := Lanes{Rows: []Row{
		{Name: "fault", Bars: []Bar{{Span{5, 8, "stop on db"}, "act", false}}},
		{Name: "users", Bars: []Bar{{Span{0, 1, "well"}, "well", true}}},
		{Name: "signs", Marks: []Mark{{2, "alert", "alert"}, {9.9, "again", "well again"}}},
	}}.Draw(frame)
	has(t, svg, "stop on db", "alert", "well again", "users")
	if !strings.Contains(svg, `<text class="t e" x="932.1" y="107">well again</text>`) {
		t.Errorf("a mark at the right end writes over the edge: %s", svg)
	}
}

func TestSplit_PartsFillTheBar(t *testing.T) {
	svg := Split{ID: "s", Title: "t", Desc: "d", Bars: []SplitBar{{"fault", "12 ms", []Part{{"hop1", "app", 0.25, "a"}, {"hop2", "database", 0.75, "b"}}}}}.Draw()
	has(t, svg, "fault", "12 ms", "app", "database")
	if !strings.Contains(svg, `x="0.5" y="20" width="239"`) || !strings.Contains(svg, `x="240.5" y="20" width="719"`) {
		t.Errorf("parts are not as wide as their shares: %s", svg)
	}
}

func TestInterval_IsDrawnOnTheAllowedRange(t *testing.T) {
	at := func(svg, class string) string {
		m := regexp.MustCompile(`class="` + class + `" (?:x|x1|cx)="([\d.]+)"`).FindStringSubmatch(svg)
		if m == nil {
			return ""
		}
		return m[1]
	}
	svg := Interval{Class: "fail", Words: "46 <%>", Value: 0.5, Low: 0.4, High: 0.6, Allowed: &Span{To: 0.05}}.Draw()
	has(t, svg, "46 <%>")
	value, _ := strconv.ParseFloat(at(svg, "value"), 64)
	bound, _ := strconv.ParseFloat(at(svg, "bound"), 64)
	likely, _ := strconv.ParseFloat(at(svg, "likely"), 64)
	if !(bound < likely && likely < value) || at(svg, "allowed") != "7" {
		t.Errorf("bound at %v, interval from %v, value at %v", bound, likely, value)
	}
	least := Interval{Value: 100, Low: 100, High: 100, Allowed: &Span{From: 150, To: math.MaxFloat64}}.Draw()
	value, _ = strconv.ParseFloat(at(least, "value"), 64)
	bound, _ = strconv.ParseFloat(at(least, "bound"), 64)
	if value >= bound || at(least, "likely") != "" {
		t.Errorf("a bound from below is at %v, the value at %v", bound, value)
	}
	texts(t, Interval{}.Draw())
}

func TestTicks_AreRound(t *testing.T) {
	for _, test := range []struct {
		from, to float64
		wanted   int
		want     []float64
	}{
		{0, 42, 10, []float64{0, 5, 10, 15, 20, 25, 30, 35, 40}}, {0, 1, 4, []float64{0, 0.5, 1}}, {0, 250, 4, []float64{0, 100, 200}},
		{3, 3, 4, []float64{3}}, {0, math.Inf(1), 4, []float64{0}}, {0.1, 5.2, 5, []float64{1, 2, 3, 4, 5}},
	} {
		got := ticks(test.from, test.to, test.wanted)
		if !slices.EqualFunc(got, test.want, func(a, b float64) bool { return math.Abs(a-b) < 1e-9 }) {
			t.Errorf("from %v to %v: %v", test.from, test.to, got)
		}
	}
	for v, want := range map[float64]float64{200.14: 250, 60: 60, 0.9: 1, 0: 1, 7: 8, 1001: 1200} {
		if got := round(v); math.Abs(got-want) > 1e-9 {
			t.Errorf("round(%v) = %v, want %v", v, got, want)
		}
	}
}

func TestSVG_InvalidNumbersAndLongTexts(t *testing.T) {
	for v, want := range map[float64]string{1.04: "1", 1.25: "1.2", math.NaN(): "0", math.Inf(1): "0", -0.01: "0"} {
		if got := num(v); got != want {
			t.Errorf("num(%v) = %q", v, got)
		}
	}
	for width, want := range map[float64]string{200: "container.stop", 80: "container.…", 20: ""} {
		if got := fit("container.stop", width); got != want {
			t.Errorf("fit to %v: %q", width, got)
		}
	}
	if Seconds(12.43) != "12.4 s" || Seconds(200) != "3:20" || Millis(1500) != "1.5 s" || Count(12_000) != "12k" {
		t.Error("a number of an axis is not as it should be")
	}
}
