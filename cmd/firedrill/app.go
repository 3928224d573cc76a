package main

import (
	"io"
	"strings"
	"sync/atomic"

	"firedrill/internal/plain"

	"github.com/spf13/pflag"
	"golang.org/x/term"
)

// app is what all commands share: where they read and write, and the environment.
type app struct {
	stdin   io.Reader
	stdout  io.Writer
	output  *output // standard output where it is no terminal
	stderr  io.Writer
	environ []string
	flags   *pflag.FlagSet // of every command
	repeats *repeats       // told when the program ends
	began   *atomic.Bool   // whether something has to be put back; shared by copies
}

// getenv looks a variable up in the environment that the program was given.
func (a *app) getenv(name string) string {
	for _, pair := range a.environ {
		if n, v, ok := strings.Cut(pair, "="); ok && n == name {
			return v
		}
	}
	return ""
}

// safe keeps what comes from files, logs and the network from doing something to a terminal.
func safe(w io.Writer) io.Writer {
	if !plain.Terminal(w) {
		return w
	}
	return &plain.Writer{W: w}
}

// colour says that what goes to w may be coloured: it is a terminal, and NO_COLOR does not forbid it.
func (a *app) colour(w io.Writer) bool { return plain.Terminal(w) && a.getenv("NO_COLOR") == "" }

// defaultWidth is what a report is drawn for where nobody says how wide the output is.
const defaultWidth = 100

// width is how many columns standard output has.
func (a *app) width() int {
	f, ok := a.stdout.(interface{ Fd() uintptr })
	if !ok {
		return defaultWidth
	}
	w, _, err := term.GetSize(int(f.Fd()))
	if err != nil || w <= 0 {
		return defaultWidth
	}
	return w
}
