package room

import (
	"bytes"
	"fmt"
	"strings"

	"firedrill/internal/class"
	"firedrill/internal/plain"
)

// watch shows everyone's progress whenever it changes, until all rounds are done. On a terminal the board overwrites
// itself; elsewhere each move is a line.
func (r *classroom) watch(done <-chan struct{}) {
	var before []class.Place
	over := r.Terminal
	for waiting := true; waiting; {
		select {
		case <-r.changed:
		case <-done:
			waiting = false
		}
		now := make([]class.Place, len(r.chairs))
		for i, c := range r.chairs {
			now[i] = c.Place()
		}
		moved := class.Moves(before, now)
		switch {
		case len(moved) == 0:
		case over:
			r.draw(now, len(before) > 0)
		default:
			for _, p := range moved {
				fmt.Fprintln(r.Out, p.Line())
			}
		}
		before = now
	}
}

// draw writes the board, and overwrites the previous one if again is set.
func (r *classroom) draw(now []class.Place, again bool) {
	var b bytes.Buffer
	if err := class.Board(&b, now); err != nil {
		return // a buffer never fails
	}
	if again {
		fmt.Fprintf(plain.Raw(r.Out), "\x1b[%dA\x1b[J", strings.Count(b.String(), "\n"))
	}
	fmt.Fprint(r.Out, b.String())
}

// greet prints the command that each responder types in their own terminal.
func (r *classroom) greet() {
	fmt.Fprintf(r.Out, "A class of %d with seed %d: %s.\nEach opens a terminal on this machine, where the pager will ring, and further ones to look around in:\n\n",
		len(r.chairs), r.Seed, strings.Join(r.chairs[0].Drills, ", "))
	if r.State != "" {
		fmt.Fprintf(r.Out, "  %-12s export %s='%s'    first\n", "everybody", "FIREDRILL_STATE", r.State)
	}
	for _, c := range r.chairs {
		export := "export " + "FIREDRILL_INSTANCE" + "=" + class.Instance(c.Name)
		if c.engine != "" {
			export += " " + "FIREDRILL_ENGINE" + "='" + c.engine + "'"
		}
		fmt.Fprintf(r.Out, "  %-12s firedrill join %s\n  %-12s %s    in a further one\n", c.Name, c.Name, "", export)
	}
	fmt.Fprintln(r.Out)
}
