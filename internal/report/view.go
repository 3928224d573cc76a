package report

import (
	"fmt"
	"html/template"
	"maps"
	"slices"
	"strings"

	"firedrill/internal/grade"
	"firedrill/internal/quantity"
	"firedrill/internal/record"
	"firedrill/internal/signals"
)

// view is the data of the page; the template only places it.
type view struct {
	Drill
	CSS      template.CSS
	Headline string
	Figures  []figure // over time
	Split    figure
	Usage    []figure   // resource usage over time
	Used     [][]string // the same, as a table
	Full     string     // exhausted resources
	Moments  []moment   // the same, as a table
	Tiles    []tile
	Lines    []objectiveLine
	Hops     [][]string
	FailedAt [][]string
	Phases   [][]string
	Routes   [][]string
	Faults   []faultCard
	Failed   []signals.Example
	Trails   []trail // log lines of some of the examples
	Journal  []entry
	Left     int // number of journal entries not shown
	Versions [][2]string
	Next     [][2]string
	Again    string
	GradeOf  string
	CSVOf    string
}

// tile is one key figure.
type tile struct{ Name, Value, Remark, Class string }

type objectiveLine struct {
	grade.Objective
	Range        template.HTML
	Shown, Bound string
	Word, Sign   string
}

type faultCard struct {
	grade.Fault
	When, Params string
	Looks        []shownLook
}

type shownLook struct{ What, Saw, Class, Word string }

func viewOf(d Drill) view {
	r, w := d.Result, d.Windows
	v := view{Drill: d, Moments: moments(w), Failed: failed(w, 12, 4), Next: steps(r), Again: again(r), GradeOf: "firedrill grade " + word(r.Run),
		Headline: strings.ToUpper(string(r.Verdict[:1])) + string(r.Verdict[1:]),
		CSVOf:    "firedrill report " + word(r.Run) + " --format csv --out " + word(r.Run+".csv")}
	base := frame(w)
	if len(v.Moments) > 0 {
		v.Figures = []figure{lanesFigure(base, d, v.Moments), latencyFigure(base, v.Moments)}
		if f := errorFigure(base, w, v.Moments); f.Title != "" {
			v.Figures = append(v.Figures, f)
		}
		v.Figures = append(v.Figures, throughputFigure(base, v.Moments))
		v.Split = splitFigure(w)
		v.Usage, v.Used, v.Full = usageFigures(base, w, v.Moments), usage(w), exhausted(w.Gauges)
		v.Full = strings.TrimSpace(v.Full + " " + machineText(w))
	}
	v.Tiles = tiles(d)
	for i := range r.Objectives {
		v.Lines = append(v.Lines, lineOf(d, i))
	}
	for i := range r.Faults {
		v.Faults = append(v.Faults, cardOf(r, &r.Faults[i]))
	}
	v.Journal, v.Left = journal(d)
	v.Trails = trails(v.Failed, d.Logs)
	v.tables()
	return v
}

func lineOf(d Drill, i int) objectiveLine {
	o := d.Result.Objectives[i]
	return objectiveLine{Objective: o, Range: rangeOf(d, i), Shown: value(o.Value, o.Unit), Bound: boundText(&o),
		Word: verdictWords[o.Verdict], Sign: verdictSigns[o.Verdict]}
}

// verdictWords and verdictSigns show a verdict as word and sign, so that it is readable without colour.
var (
	verdictWords = map[grade.Verdict]string{grade.Pass: "pass", grade.Fail: "fail", grade.Inconclusive: "open", grade.Invalid: "not graded"}
	verdictSigns = map[grade.Verdict]string{grade.Pass: "✓", grade.Fail: "✕", grade.Inconclusive: "?", grade.Invalid: "!"}
)

func cardOf(r *grade.Result, f *grade.Fault) faultCard {
	c := faultCard{Fault: *f, When: "never injected", Params: params(f.Params)}
	if f.Injected != nil {
		c.When = "injected at " + quantity.RoundedText(f.Injected.Sub(r.Start).Seconds(), 1) + " s, never reverted"
		if f.Reverted != nil {
			c.When = fmt.Sprintf("acted from %s s to %s s", quantity.RoundedText(f.Injected.Sub(r.Start).Seconds(), 1), quantity.RoundedText(f.Reverted.Sub(r.Start).Seconds(), 1))
		}
	}
	for _, l := range looks(f) {
		shown := shownLook{l.what, "nobody looked", "inconclusive", "?"}
		switch {
		case l.check == nil:
		case l.check.OK:
			shown = shownLook{l.what, l.check.Saw, "pass", "✓"}
		default:
			shown = shownLook{l.what, l.check.Saw, "fail", "✕"}
		}
		c.Looks = append(c.Looks, shown)
	}
	return c
}

// tables fills in the tables below the charts.
func (v *view) tables() {
	r := v.Result
	for _, p := range r.Phases {
		v.Phases = append(v.Phases, append([]string{p.Name, seconds(&p.Seconds)}, counts(&p.Counts)...))
	}
	for _, route := range r.Routes {
		if route.Phase == record.PhaseFault {
			v.Routes = append(v.Routes, append([]string{route.Route}, counts(&route.Counts)...))
		}
	}
	if rows := failedAt(r); len(rows) > 1 {
		v.FailedAt = rows
	}
	for _, h := range r.Hops {
		v.Hops = append(v.Hops, []string{h.Phase, h.Hop, grade.Percent(h.Share), millis(h.P50), millis(h.P95)})
	}
	for _, name := range slices.Sorted(maps.Keys(r.Versions)) {
		v.Versions = append(v.Versions, [2]string{name, r.Versions[name]})
	}
}
