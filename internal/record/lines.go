package record

import (
	"bytes"
	"fmt"
	"io"
	"strings"
)

// lineReader splits a stream into lines. Each block becomes one string that its lines share, so that a line needs no
// allocation.
type lineReader struct {
	path   string
	r      io.Reader
	max    int
	number int    // number of the last returned line, from 1
	rest   string // text after the last newline
}

// each calls f with every line that ends in a newline, and adds file and line to its error.
func (l *lineReader) each(f func(string) error) error {
	buf := make([]byte, max(blockSize, l.max+1))
	kept := 0
	for {
		n, err := l.r.Read(buf[kept:])
		kept += n
		cut := bytes.LastIndexByte(buf[:kept], '\n') + 1
		if err := l.block(string(buf[:cut]), f); err != nil {
			return err
		}
		kept = copy(buf, buf[cut:kept])
		if kept > l.max {
			return fmt.Errorf("%s:%d: line is longer than %d bytes", l.path, l.number+1, l.max)
		}
		if err == io.EOF {
			l.rest = string(buf[:kept])
			return nil
		}
		if err != nil {
			return fmt.Errorf("%s: %w", l.path, err)
		}
	}
}

func (l *lineReader) block(block string, f func(string) error) error {
	for block != "" {
		i := strings.IndexByte(block, '\n')
		line := block[:i]
		block = block[i+1:]
		l.number++
		if len(line) > l.max {
			return fmt.Errorf("%s:%d: line is longer than %d bytes", l.path, l.number, l.max)
		}
		if err := f(line); err != nil {
			return fmt.Errorf("%s:%d: %w", l.path, l.number, err)
		}
	}
	return nil
}
