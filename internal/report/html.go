package report

import (
	"bytes"
	_ "embed"
	"fmt"
	"html/template"
	"io"
	"strings"

	"firedrill/internal/grade"
	"firedrill/internal/plain"
	"firedrill/internal/quantity"
	"firedrill/internal/report/chart"
)

//go:embed page.html
var pageText string

//go:embed page.css
var pageCSS string

// pageTemplate is the HTML report. html/template escapes all values by context; the charts escape their own text.
var pageTemplate = template.Must(template.New("page").Funcs(template.FuncMap{
	"thousands": grade.Thousands, "short": func(v float64) string { return quantity.RoundedText(v, 1) }, "at": chart.Seconds, "took": took,
	"due":  func(us int64) string { return quantity.RoundedText(float64(us)/1e6, 2) + " s" },
	"sign": func(v grade.Verdict) string { return verdictSigns[v] },
	"p50":  func(m moment) string { return quantileText(m.P50()) },
	"p95":  func(m moment) string { return quantileText(m.P95()) },
	"classes": func(m moment) string {
		text := ""
		for _, class := range classesIn(m.Errors) {
			text += fmt.Sprintf(", %s %s", class, grade.Thousands(m.Errors[class]))
		}
		return strings.TrimPrefix(text, ", ")
	},
	"seed": func(r *grade.Result) string { return fmt.Sprint(r.Seed) },
}).Parse(pageText))

func quantileText(v float64, ok bool) string {
	if !ok {
		return none
	}
	return millis(&v)
}

// HTML writes the drill as one self-contained page without network access or scripts. Its content security policy
// forbids both, so that markup that got past the escaping would not run.
func HTML(w io.Writer, d Drill) error {
	v := viewOf(d)
	v.CSS = template.CSS(pageCSS) // a file of this package
	var b bytes.Buffer
	if err := pageTemplate.Execute(&b, v); err != nil {
		return fmt.Errorf("report of run %q: %w", d.Result.Run, err)
	}
	if _, err := io.WriteString(w, printable(b.String())); err != nil {
		return fmt.Errorf("report: %w", err)
	}
	return nil
}

// printable removes control characters from a page, whichever text they came from.
func printable(page string) string {
	var b strings.Builder
	b.Grow(len(page))
	for line := range strings.Lines(page) {
		text, ended := strings.CutSuffix(line, "\n")
		b.WriteString(plain.Masked(text))
		if ended {
			b.WriteByte('\n')
		}
	}
	return b.String()
}
