package play

import (
	"fmt"
	"io"
	"path/filepath"
	"strings"

	"firedrill/internal/plain"
)

// Print writes the debrief for a responder, and where more is stored. Only the chart may be coloured.
func (p Played) Print(w io.Writer) error {
	var b strings.Builder
	if err := p.Debrief.Text(&b); err != nil {
		return err
	}
	before, after, found := strings.Cut(b.String(), p.Debrief.Chart)
	if _, err := io.WriteString(w, before); err != nil {
		return err
	}
	if found {
		if _, err := io.WriteString(plain.Raw(w), p.Debrief.Chart); err != nil {
			return err
		}
	}
	if _, err := io.WriteString(w, after); err != nil {
		return err
	}
	if p.Debrief.Void != nil {
		return nil
	}
	_, err := fmt.Fprintf(w, "\n%s    a postmortem to go on with\nfiredrill report %s    the round as a page\n", filepath.Join(p.Dir, PostmortemFile), p.Debrief.Run)
	return err
}
