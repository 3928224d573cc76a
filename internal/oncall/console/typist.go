package console

import (
	"bufio"
	"io"
	"os"

	"firedrill/internal/plain"
	"firedrill/internal/prompt"
)

// typist is the input and output of a console.
type typist interface {
	io.Writer                        // on a terminal: prints above the line being typed
	Ask(prompt string, keep bool)    // requests one more line; keep: add it to the history
	Prompt(prompt string, keep bool) // changes the prompt of the line being typed
	Know(words prompt.Words)         // sets the words for completion
	Lines() <-chan string            // the requested lines; closed when no more can arrive
	Signals() <-chan prompt.Signal   // keys with a meaning of their own
	Bell()
	Close() error
}

// newTypist edits lines if input and output are a terminal, and otherwise reads them as they are.
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

// read ends at the end of its input, or with the program: a blocked read of a pipe cannot be interrupted.
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
