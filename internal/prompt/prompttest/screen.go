// Package prompttest emulates a terminal of 80 columns and 24 rows for tests.
package prompttest

import (
	"strings"
	"sync"
	"unicode/utf8"
)

// Size of a Screen.
const (
	Columns = 80
	Rows    = 24
)

// Screen is a terminal screen. It supports the escape sequences that move the cursor and erase.
type Screen struct {
	mu       sync.Mutex
	cells    [Rows][Columns]rune
	row, col int
	pending  []byte
	scrolled []string // lines that scrolled off the top
	Unknown  []string // unsupported escape sequences
}

// Write draws its input.
func (s *Screen) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.pending = append(s.pending, p...)
	for len(s.pending) > 0 {
		n := s.step()
		if n == 0 {
			break // the rest of a sequence follows later
		}
		s.pending = s.pending[n:]
	}
	return len(p), nil
}

// Lines returns the rows without trailing blanks, and without empty rows at the end.
func (s *Screen) Lines() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.rows()
}

// All returns everything ever shown: the lines that scrolled off and those on the screen.
func (s *Screen) All() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return strings.Join(append(append([]string(nil), s.scrolled...), s.rows()...), "\n")
}

func (s *Screen) rows() []string {
	var out []string
	for r := range s.cells {
		out = append(out, s.text(r))
	}
	for len(out) > 0 && out[len(out)-1] == "" {
		out = out[:len(out)-1]
	}
	return out
}

func (s *Screen) text(row int) string {
	var b strings.Builder
	for _, c := range s.cells[row] {
		if c == 0 {
			c = ' '
		}
		b.WriteRune(c)
	}
	return strings.TrimRight(b.String(), " ")
}

// step draws one character or executes one sequence, and returns its length in bytes.
func (s *Screen) step() int {
	switch c := s.pending[0]; {
	case c == 0x1b:
		return s.sequence()
	case c == '\r':
		s.col = 0
	case c == '\n':
		s.down()
	case c == '\b':
		s.col = max(0, s.col-1)
	case c < ' ':
	default:
		if !utf8.FullRune(s.pending) {
			return 0
		}
		r, size := utf8.DecodeRune(s.pending)
		if s.col == Columns {
			s.col = 0
			s.down()
		}
		s.cells[s.row][s.col] = r
		s.col++
		return size
	}
	return 1
}

func (s *Screen) down() {
	if s.row++; s.row < Rows {
		return
	}
	s.row = Rows - 1
	s.scrolled = append(s.scrolled, s.text(0))
	copy(s.cells[:], s.cells[1:])
	s.cells[Rows-1] = [Columns]rune{}
}

func (s *Screen) sequence() int {
	end := 2
	for end < len(s.pending) && (s.pending[end] < '@' || s.pending[end] > '~') {
		end++
	}
	if end >= len(s.pending) {
		return 0
	}
	n := 0
	for _, c := range s.pending[2:end] {
		if c >= '0' && c <= '9' {
			n = 10*n + int(c-'0')
		}
	}
	switch s.pending[end] {
	case 'A':
		s.row = max(0, s.row-max(1, n))
	case 'B':
		s.row = min(Rows-1, s.row+max(1, n))
	case 'C':
		s.col = min(Columns-1, s.col+max(1, n))
	case 'D':
		s.col = max(0, min(s.col, Columns-1)-max(1, n))
	case 'K':
		for c := min(s.col, Columns-1); c < Columns; c++ {
			s.cells[s.row][c] = 0
		}
	default:
		s.Unknown = append(s.Unknown, string(s.pending[:end+1]))
	}
	return end + 1
}
