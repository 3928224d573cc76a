package console

import (
	"bufio"
	"io"
	"os"

	"firedrill/internal/plain"
	"firedrill/internal/prompt"
)

// typist is where a console reads lines and writes.
type typist interface {
	io.Writer                        // in a terminal, above the line that is being typed
	Ask(prompt string, keep bool)    // wants one more line; it goes into the history, or not
	Prompt(prompt string, keep bool) // another prompt in front of the line that is being typed
	Know(words prompt.Words)         // for completion
	Lines() <-chan string            // the lines that were asked for; closed when no further can come
	Signals() <-chan prompt.Signal   // keys that mean something beside the line
	Bell()
	Close() error
}

// newTypist edits lines where both ends are a terminal, and reads them as they come elsewhere.
func newTypist(in io.Reader, out io.Writer) (t typist, edits bool, err error) {
	from, isFile := in.(*os.File)
	to, ok := plain.Raw(out).(*os.File)
	if !isFile || !ok || !plain.Terminal(from) || !plain.Terminal(to) {
		return newPlainTypist(in, out), false, nil
	}
	t, err = prompt.Open(from, to)
	return t, true, err
}

// plainTypist reads lines from a pipe or a file. It shows no prompt.
type plainTypist struct {
	io.Writer
	in      io.Reader
	asked   chan struct{}
	lines   chan string
	stopped chan struct{}
}

func newPlainTypist(in io.Reader, out io.Writer) *plainTypist {
	p := &plainTypist{Writer: out, in: in, asked: make(chan struct{}, 1), lines: make(chan string), stopped: make(chan struct{})}
	go p.read()
	return p
}

// read ends with what it reads, or with the program: a read of a pipe can't be ended from here.
func (p *plainTypist) read() {
	defer close(p.lines)
	in := bufio.NewScanner(p.in)
	for {
		select {
		case <-p.asked:
		case <-p.stopped:
			return
		}
		if !in.Scan() {
			return
		}
		select {
		case p.lines <- in.Text():
		case <-p.stopped:
			return
		}
	}
}

func (p *plainTypist) Ask(string, bool)              { p.asked <- struct{}{} }
func (p *plainTypist) Prompt(string, bool)           {}
func (p *plainTypist) Know(prompt.Words)             {}
func (p *plainTypist) Lines() <-chan string          { return p.lines }
func (p *plainTypist) Signals() <-chan prompt.Signal { return nil }

// Bell rings the terminal's bell.
func (p *plainTypist) Bell() { _, _ = io.WriteString(plain.Raw(p.Writer), "\a") }

func (p *plainTypist) Close() error {
	close(p.stopped)
	return nil
}
