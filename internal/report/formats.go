package report

import (
	"io"

	"firedrill/internal/record"
)

// Formats are the formats of a report. The first is the default.
var Formats = []string{"html", "text", "markdown", "junit", "csv", "json"}

// Write writes a report in one of the Formats. Only the text format uses the options.
func Write(w io.Writer, format string, d Drill, r *record.Record, o Options) error {
	switch format {
	case "html":
		return HTML(w, d)
	case "markdown":
		return Markdown(w, d)
	case "junit":
		return JUnit(w, d.Result)
	case "csv":
		return CSV(w, r)
	case "json":
		return JSON(w, d.Result)
	}
	return Terminal(w, d.Result, d.Windows, o)
}
