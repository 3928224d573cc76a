package report

import (
	"fmt"
	"io"
	"strings"

	"firedrill/internal/grade"
	"firedrill/internal/plain"
	"firedrill/internal/quantity"
)

// Markdown writes the result as the summary of a GitHub job: verdict, reason, objectives, signals and proofs.
func Markdown(w io.Writer, d Drill) error {
	m := &markdown{}
	r := d.Result
	m.headline(r)
	m.objectives(r)
	m.signature(r)
	m.phases(r)
	m.timeline(d)
	m.faults(r)
	m.examples(d)
	m.again(d)
	if _, err := io.WriteString(w, m.b.String()); err != nil {
		return fmt.Errorf("report: %w", err)
	}
	return nil
}

type markdown struct{ b strings.Builder }

func (m *markdown) line(format string, args ...any) {
	fmt.Fprintf(&m.b, format, args...)
	m.b.WriteByte('\n')
}

// table writes rows of escaped cells; the first row is the header.
func (m *markdown) table(rows [][]string) {
	for i, row := range rows {
		m.line("| %s |", strings.Join(row, " | "))
		if i == 0 {
			m.line("|%s", strings.Repeat(" --- |", len(row)))
		}
	}
	m.line("")
}

// signs are shown beside the verdict's word, never instead of it: screen readers read emoji differently.
var signs = map[grade.Verdict]string{grade.Pass: "✅", grade.Fail: "❌", grade.Inconclusive: "❔", grade.Invalid: "⚠️"}

func (m *markdown) headline(r *grade.Result) {
	score := ""
	if r.Score != nil && r.Letter != nil {
		score = fmt.Sprintf(", %s of 100 (%s)", quantity.RoundedText(*r.Score, 1), *r.Letter)
	}
	m.line("## %s %s: %s on %s%s\n", signs[r.Verdict], strings.ToUpper(string(r.Verdict)), mark(r.Scenario), mark(r.Lab), score)
	m.line("%s\n", mark(r.Reason))
	for _, note := range r.Notes {
		m.line("> %s\n", mark(note))
	}
}

func (m *markdown) objectives(r *grade.Result) {
	rows := [][]string{{"", "objective", "why"}}
	for _, o := range r.Objectives {
		text := mark(o.Text)
		if o.Key {
			text = "**" + text + "** (key)"
		}
		rows = append(rows, []string{signs[o.Verdict] + " " + string(o.Verdict), text, mark(o.Why)})
	}
	m.line("### Objectives\n")
	m.table(rows)
}

// signature shows whether the lab matched the scenario's signature.
func (m *markdown) signature(r *grade.Result) {
	if r.Signature == nil {
		return
	}
	rows := [][]string{{"", "signature", "why"}}
	for _, l := range r.Signature.Lines {
		rows = append(rows, []string{signs[l.Verdict] + " " + string(l.Verdict), mark(l.Text), mark(l.Why)})
	}
	m.line("### Signature: what this lab is known to show\n")
	m.table(rows)
}

func (m *markdown) phases(r *grade.Result) {
	rows := [][]string{{"phase", "time", "requests", "rate", "failed", "dropped", "p50", "p95", "p99", "max"}}
	for _, p := range r.Phases {
		rows = append(rows, append([]string{mark(p.Name), seconds(&p.Seconds)}, counts(&p.Counts)...))
	}
	m.line("### What users saw\n")
	m.table(rows)
}

// timeline writes the terminal's timeline as preformatted text.
func (m *markdown) timeline(d Drill) {
	p := &page{width: 96}
	p.timeline(d.Windows)
	if p.b.Len() > 0 {
		m.line("```text\n%s\n```\n", strings.TrimSpace(p.b.String()))
	}
}

func (m *markdown) faults(r *grade.Result) {
	if len(r.Faults) == 0 {
		return
	}
	rows := [][]string{{"fault", "look", "saw"}}
	for i := range r.Faults {
		f := &r.Faults[i]
		for _, l := range looks(f) {
			sign, saw := "❌", "nobody looked"
			if l.check != nil {
				saw = mark(l.check.Saw)
				if l.check.OK {
					sign = "✅"
				}
			}
			rows = append(rows, []string{mark(f.ID + " on " + f.Target), sign + " " + l.what, saw})
		}
	}
	m.line("### Faults, and what shows that they acted\n")
	m.table(rows)
}

func (m *markdown) examples(d Drill) {
	rows := [][]string{{"request id", "route", "class", "took", "at"}}
	for _, e := range failed(d.Windows, maxExamples, 2) {
		rows = append(rows, []string{mark(e.RequestID), mark(e.Route), mark(e.Class), took(e.Latency), quantity.RoundedText(float64(e.Due)/1e6, 1) + " s"})
	}
	if len(rows) == 1 {
		return
	}
	m.line("<details><summary>Failed requests, to be looked up in the logs</summary>\n")
	m.table(rows)
	m.line("</details>\n")
}

func (m *markdown) again(d Drill) {
	r := d.Result
	m.line("Run %s, %s. Again:\n\n    %s", mark(r.Run), r.Start.Format("2006-01-02 15:04:05 MST"), again(r))
}

// mark escapes a text of the record for Markdown, so that none of it becomes markup, a link or a table cell.
func mark(s string) string {
	var b strings.Builder
	s = plain.Masked(s)
	for i, c := range s {
		switch {
		case c == '<':
			b.WriteString("&lt;")
		case c == '>':
			b.WriteString("&gt;")
		case c == '&':
			b.WriteString("&amp;")
		case strings.ContainsRune("\\`*_[]|#~$!@", c), strings.HasPrefix(s[i:], "://"), c == '.' && strings.HasSuffix(strings.ToLower(s[:i]), "www"):
			b.WriteByte('\\')
			b.WriteRune(c)
		default:
			b.WriteRune(c)
		}
	}
	return b.String()
}
