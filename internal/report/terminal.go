package report

import (
	"fmt"
	"io"

	"firedrill/internal/grade"
	"firedrill/internal/plain"
	"firedrill/internal/quantity"
	"firedrill/internal/signals"
	"firedrill/scenarios"
)

// Options are the capabilities of the terminal.
type Options struct {
	Width  int // columns; 80 if 0
	Colour bool
	Page   string // address of the drill's HTML page; "" if there is none
}

// Terminal writes the result for a person: the verdict and its reason first, the next command last.
func Terminal(w io.Writer, r *grade.Result, win *signals.Windows, o Options) error {
	if o.Width == 0 {
		o.Width = 80
	}
	p := &page{width: max(40, o.Width), colour: o.Colour}
	p.headline(r)
	p.objectives(r)
	p.signature(r)
	p.phases(r)
	p.errors(r)
	p.timeline(win)
	p.hops(r)
	p.saturation(win.Gauges)
	p.machine(win)
	p.faults(r)
	p.after(r)
	p.examples(win)
	p.next(r, o.Page)
	if _, err := io.WriteString(w, p.b.String()); err != nil {
		return fmt.Errorf("report: %w", err)
	}
	return nil
}

// Timeline writes only the signals over time, one column per second.
func Timeline(w io.Writer, win *signals.Windows, o Options) error {
	p := &page{width: max(40, o.Width), colour: o.Colour}
	p.timeline(win)
	_, err := io.WriteString(w, p.b.String())
	return err
}

func verdictStyle(v grade.Verdict) style {
	switch v {
	case grade.Pass:
		return green
	case grade.Fail:
		return red
	}
	return yellow
}

func (p *page) headline(r *grade.Result) {
	word := map[grade.Verdict]string{
		grade.Pass: "PASS", grade.Fail: "FAIL", grade.Inconclusive: "INCONCLUSIVE", grade.Invalid: "INVALID",
	}[r.Verdict]
	score := ""
	if r.Score != nil && r.Letter != nil {
		score = fmt.Sprintf("  %s of 100, %s", quantity.RoundedText(*r.Score, 1), *r.Letter)
	}
	p.line(p.paint(verdictStyle(r.Verdict), word), p.paint(bold, "  "+plain.Masked(r.Scenario)+" on "+plain.Masked(r.Lab)), score)
	p.wrap("", normal, plain.Masked(r.Reason))
	for _, note := range r.Notes {
		p.wrap("", cyan, plain.Masked(note))
	}
	p.wrap("", faint, fmt.Sprintf("run %s, %s, seed %d", plain.Masked(r.Run), r.Start.Format("2006-01-02 15:04:05 MST"), r.Seed))
}

func (p *page) objectives(r *grade.Result) {
	p.heading("Objectives", "")
	for _, o := range r.Objectives {
		key := ""
		if o.Key {
			key = p.paint(bold, "  key")
		}
		p.judged(o.Verdict, o.Text, key)
		p.wrap("        ", faint, plain.Masked(o.Why))
		if o.Verdict == grade.Invalid && o.Value != nil {
			p.wrap("        ", faint, "saw "+value(o.Value, o.Unit)+", not graded")
		}
	}
}

// judged writes the first line of an objective: its verdict and its text.
func (p *page) judged(v grade.Verdict, text, mark string) {
	word := map[grade.Verdict]string{
		grade.Pass: "pass", grade.Fail: "FAIL", grade.Inconclusive: "open", grade.Invalid: "n/a",
	}[v]
	p.line("  ", p.paint(verdictStyle(v), left(word, 4)), "  ", cut(plain.Masked(text), p.width-12), mark)
}

// signature shows whether the lab matched the scenario's signature.
func (p *page) signature(r *grade.Result) {
	if r.Signature == nil {
		return
	}
	p.heading("Signature", "what this lab is known to show; it does not count")
	for _, l := range r.Signature.Lines {
		p.judged(l.Verdict, l.Text, "")
		p.wrap("        ", faint, plain.Masked(l.Why))
	}
}

func (p *page) phases(r *grade.Result) {
	p.heading("Phases", "")
	rows := [][]string{{"", "time", "requests", "rate", "failed", "dropped", "p50", "p95", "p99", "max"}}
	for _, ph := range r.Phases {
		rows = append(rows, append([]string{ph.Name, seconds(&ph.Seconds)}, counts(&ph.Counts)...))
	}
	p.table(rows)
	rows = [][]string{{"fault, by route", "requests", "rate", "failed", "dropped", "p50", "p95", "p99", "max"}}
	for _, route := range r.Routes {
		if route.Phase == "fault" {
			rows = append(rows, append([]string{cut(plain.Masked(route.Route), 20)}, counts(&route.Counts)...))
		}
	}
	if len(rows) > 1 {
		p.table(rows)
	}
}

func counts(c *grade.Counts) []string {
	failed, dropped := none, none
	if c.Scheduled > 0 {
		failed = grade.Percent(float64(c.Failed) / float64(c.Scheduled))
		dropped = grade.Percent(float64(c.Dropped) / float64(c.Scheduled))
	}
	l := c.Latency
	return []string{
		grade.Thousands(c.Scheduled), quantity.RoundedText(c.Rate, 1) + "/s", failed, dropped,
		millis(l.P50), millis(l.P95), millis(l.P99), millis(l.Max),
	}
}

// next suggests the next command.
func (p *page) next(r *grade.Result, at string) {
	p.heading("Next", "")
	all := steps(r)
	if at != "" {
		all = append([][2]string{{plain.Masked(at), "open it in a browser: second by second, with charts"}}, all...)
	}
	for _, n := range all {
		p.line("  ", p.paint(cyan, left(n[0], 44)), "  ", n[1])
	}
}

func steps(r *grade.Result) [][2]string {
	name, again := runnable(r)
	switch {
	case r.Verdict == grade.Invalid:
		return [][2]string{{"firedrill doctor", "see whether this machine is fit"}, {again, "run it again"}}
	case r.Verdict == grade.Inconclusive:
		return [][2]string{{again, "run it again; a longer phase tells more"}}
	case r.Verdict == grade.Fail && scenarios.HasHardened(r.Lab):
		return [][2]string{
			{"firedrill run " + name + " --lab " + word(scenarios.HardenedLab(r.Lab)), "see what hardening changes"},
			{"firedrill show " + name, "read what it teaches"},
		}
	}
	return [][2]string{{"firedrill show " + name, "read what it teaches"}, {"firedrill list", "choose the next drill"}}
}

// runnable returns a drill's scenario and the command that runs it again. A record does not hold the path of a user's
// own file, so a placeholder stands for it.
func runnable(r *grade.Result) (name, again string) {
	name = "FILE"
	if scenarios.InLibrary(r.Scenario) {
		name = word(r.Scenario)
	}
	return name, "firedrill run " + name + " --lab " + word(r.Lab)
}
