package source

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"

	"firedrill/internal/regular"
)

// Mistake is an invalid input of a person: in a file, on the command line or in the environment.
type Mistake struct {
	File    string // "" if it is not in a file
	Line    int    // from 1; 0 if it is about the whole file
	Col     int    // in characters, from 1
	Message string // lower case, no full stop, the thing in quotes
	Hint    string // what to write or type instead; "" if unknown
}

// Error formats the mistake with its place and, on a second line, its hint.
func (m Mistake) Error() string {
	var b strings.Builder
	if m.File != "" {
		b.WriteString(m.File)
		if m.Line > 0 {
			fmt.Fprintf(&b, ":%d:%d", m.Line, m.Col)
		}
		b.WriteString(": ")
	}
	b.WriteString(m.Message)
	if m.Hint != "" {
		b.WriteString("\nhint: " + m.Hint)
	}
	return b.String()
}

// Unreadable returns the mistake of a file that could not be read, naming the file once.
func Unreadable(file string, err error) Mistake {
	if bad := (*fs.PathError)(nil); errors.As(err, &bad) {
		err = bad.Err
	}
	m := Mistake{File: file, Message: "cannot be read: " + err.Error()}
	switch {
	case errors.Is(err, regular.ErrNotRegular):
		m.Hint = "name a file; - is standard input where a scenario is expected"
	case errors.Is(err, regular.ErrTooLarge):
		m.Hint = "a file that a person writes is smaller: check the path"
	}
	return m
}

// Mistakes are all mistakes found in one input.
type Mistakes []Mistake

// Error formats all mistakes, one after the other.
func (m Mistakes) Error() string {
	lines := make([]string, len(m))
	for i, one := range m {
		lines[i] = one.Error()
	}
	return strings.Join(lines, "\n")
}

// Unwrap lets errors.As find a single Mistake.
func (m Mistakes) Unwrap() []error {
	errs := make([]error, len(m))
	for i, one := range m {
		errs[i] = one
	}
	return errs
}

func (m Mistakes) sort() {
	slices.SortStableFunc(m, func(a, b Mistake) int {
		return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Col, b.Col))
	})
}
