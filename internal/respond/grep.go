package respond

import (
	"bytes"
	"io"
)

// Grep writes the lines that Keep accepts to W. A nil Keep accepts all. Close writes a last line that has no line end.
type Grep struct {
	W    io.Writer
	Keep func(line []byte) bool
	rest []byte
}

// Write takes the next part of a stream of lines.
func (g *Grep) Write(p []byte) (int, error) {
	if g.Keep == nil {
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

// Close writes the last line.
func (g *Grep) Close() error {
	if len(g.rest) == 0 {
		return nil
	}
	return g.line(g.rest)
}

func (g *Grep) line(line []byte) error {
	if !g.Keep(line) {
		return nil
	}
	_, err := g.W.Write(line)
	return err
}

// Tail keeps the last lines, and writes them to W when it is closed. Each write to it is one line.
type Tail struct {
	W     io.Writer
	Lines int
	last  [][]byte
}

// Write takes one line.
func (t *Tail) Write(line []byte) (int, error) {
	t.last = append(t.last, bytes.Clone(line))
	if len(t.last) > t.Lines {
		t.last = t.last[1:]
	}
	return len(line), nil
}

// Close writes the last lines.
func (t *Tail) Close() error {
	_, err := t.W.Write(bytes.Join(t.last, nil))
	return err
}
