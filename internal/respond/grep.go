package respond

import (
	"bytes"
	"io"
)

// Grep hands on the lines that hold a text, and all of them where it looks for none. Close hands on what is left of a last
// line without its end.
type Grep struct {
	W    io.Writer
	For  string
	rest []byte
}

// Write takes a part of a stream of lines.
func (g *Grep) Write(p []byte) (int, error) {
	if g.For == "" {
		return g.W.Write(p)
	}
	g.rest = append(g.rest, p...)
	for {
		at := bytes.IndexByte(g.rest, '\n')
		if at < 0 {
			return len(p), nil
		}
		if err := g.line(g.rest[:at+1]); err != nil {
			return 0, err
		}
		g.rest = g.rest[at+1:]
	}
}

// Close hands on the last line.
func (g *Grep) Close() error {
	if len(g.rest) == 0 {
		return nil
	}
	return g.line(g.rest)
}

func (g *Grep) line(line []byte) error {
	if !bytes.Contains(line, []byte(g.For)) {
		return nil
	}
	_, err := g.W.Write(line)
	return err
}
