package prompt

import (
	"bytes"
	"fmt"
	"io"
)

// sieve receives lines with their ends (the last may have none), and passes on those to show.
type sieve interface {
	line(text []byte) error
	close() error
}

// lines splits a stream into lines for a sieve.
type lines struct {
	to   sieve
	next io.Closer
	rest []byte
}

// longestLine bounds the buffer for an unterminated line.
const longestLine = 1 << 20

func (l *lines) Write(p []byte) (int, error) {
	l.rest = append(l.rest, p...)
	for {
		at := bytes.IndexByte(l.rest, '\n') + 1
		if at == 0 && len(l.rest) > longestLine {
			at = longestLine
		}
		if at == 0 {
			return len(p), nil
		}
		if err := l.to.line(l.rest[:at]); err != nil {
			return 0, err
		}
		l.rest = l.rest[at:]
	}
}

func (l *lines) Close() error {
	if len(l.rest) > 0 {
		if err := l.to.line(l.rest); err != nil {
			return err
		}
		l.rest = nil
	}
	if err := l.to.close(); err != nil {
		return err
	}
	return l.next.Close()
}

func (f Filter) sieve(w io.Writer, enough func()) sieve {
	switch f.Name {
	case "grep":
		return &grep{f, w}
	case "head":
		return &head{left: f.Lines, w: w, enough: enough}
	case "tail":
		return &tail{keep: f.Lines, w: w}
	}
	return &count{columns: f.Columns, w: w}
}

type grep struct {
	f Filter
	w io.Writer
}

func (g *grep) line(text []byte) error {
	if g.f.Pattern.Match(bytes.TrimSuffix(text, []byte("\n"))) == g.f.Invert {
		return nil
	}
	_, err := g.w.Write(text)
	return err
}

func (g *grep) close() error { return nil }

type head struct {
	left   int
	w      io.Writer
	enough func()
}

func (h *head) line(text []byte) (err error) {
	if h.left > 0 {
		h.left--
		_, err = h.w.Write(text)
	}
	if h.left == 0 {
		h.enough()
	}
	return err
}

func (h *head) close() error { return nil }

type tail struct {
	keep int
	w    io.Writer
	last [][]byte
}

func (t *tail) line(text []byte) error {
	t.last = append(t.last, bytes.Clone(text))
	if len(t.last) > t.keep {
		t.last = t.last[1:]
	}
	return nil
}

func (t *tail) close() error {
	_, err := t.w.Write(bytes.Join(t.last, nil))
	return err
}

type count struct {
	columns string
	w       io.Writer
	lines   int
	words   int
	bytes   int
}

func (n *count) line(text []byte) error {
	n.lines += bytes.Count(text, []byte("\n"))
	n.words += len(bytes.Fields(text))
	n.bytes += len(text)
	return nil
}

func (n *count) close() error {
	out := ""
	for _, one := range []struct {
		name  byte
		value int
	}{{'l', n.lines}, {'w', n.words}, {'c', n.bytes}} {
		if bytes.IndexByte([]byte(n.columns), one.name) >= 0 {
			out += fmt.Sprintf(" %d", one.value)
		}
	}
	_, err := fmt.Fprintln(n.w, out[1:])
	return err
}
