// Package report shows the result of a drill: to a person on a terminal, and to machines as JSON. Every report is a
// pure function of the result and the windows that it was computed from; nothing here measures or judges.
package report

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"io"

	"firedrill/internal/grade"
)

// Schema is the JSON schema of result.json.
//
//go:embed result.schema.json
var Schema []byte

// JSON writes the result as result.json holds it: the same result gives the same bytes.
func JSON(w io.Writer, r *grade.Result) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(r); err != nil {
		return fmt.Errorf("result of run %q: %w", r.Run, err)
	}
	return nil
}
