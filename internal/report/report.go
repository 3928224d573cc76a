// Package report shows the result of a drill to people and to machines. Every report is a pure function of the result
// and the windows that it was computed from; this package neither measures nor judges.
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

// JSON writes the result in the format of result.json: the same result gives the same bytes.
func JSON(w io.Writer, r *grade.Result) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(r); err != nil {
		return fmt.Errorf("result of run %q: %w", r.Run, err)
	}
	return nil
}
