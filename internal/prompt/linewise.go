package prompt

import (
	"io"
	"slices"
)

// Linewise passes a stream on in whole lines, so that other output appears between them. Close terminates an
// unfinished last line.
func Linewise(w io.Writer) io.WriteCloser { return &lines{to: pass{w}, next: end{w}} }

type pass struct{ io.Writer }

func (p pass) line(text []byte) error {
	if text[len(text)-1] != '\n' {
		text = slices.Concat(text, []byte{'\n'})
	}
	_, err := p.Write(text)
	return err
}

func (p pass) close() error { return nil }
