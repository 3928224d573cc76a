package prompt

import (
	"errors"
	"os"
	"strings"
	"sync"

	"firedrill/internal/plain"

	"github.com/muesli/cancelreader"
	"golang.org/x/term"
)

// Signal is a key with a meaning of its own.
type Signal int

// Signals of an editor.
const (
	Interrupted Signal = iota // Ctrl-C
	EndOfInput                // Ctrl-D on an empty line
)

// Editor reads lines from a terminal, with editing, history and completion. Output that is written meanwhile appears
// above the line being typed.
type Editor struct {
	out     *os.File
	fd      int
	before  *term.State
	in      cancelreader.CancelReader
	term    *term.Terminal
	keys    *keyboard
	recall  *recall
	asked   chan struct{}
	lines   chan string
	signals chan Signal
	done    chan struct{}
	running sync.WaitGroup
	gone    bool // the terminal is gone; set by pump

	mu     sync.Mutex
	words  Words
	prompt string
	width  int
	height int
}

// Open takes control of a terminal until Close.
func Open(in, out *os.File) (*Editor, error) {
	reader, err := cancelreader.NewReader(in)
	if err != nil {
		return nil, err
	}
	before, err := term.MakeRaw(int(in.Fd()))
	if err != nil {
		return nil, err
	}
	e := &Editor{out: out, fd: int(in.Fd()), before: before, in: reader, recall: &recall{}, asked: make(chan struct{}, 1), lines: make(chan string),
		signals: make(chan Signal, 8), done: make(chan struct{})}
	e.keys = newKeyboard(func() { e.signal(Interrupted) })
	e.term = term.NewTerminal(screen{e.keys, out}, "")
	e.term.History, e.term.AutoCompleteCallback = e.recall, e.key
	e.resize()
	e.running.Go(e.pump)
	e.running.Go(e.read)
	return e, nil
}

// screen is a terminal's input and output.
type screen struct {
	*keyboard
	out *os.File
}

func (s screen) Write(p []byte) (int, error) { return s.out.Write(p) }

// Know sets the words for completion.
func (e *Editor) Know(w Words) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.words = w
}

// Lines returns the requested lines. It is closed when no more can arrive.
func (e *Editor) Lines() <-chan string { return e.lines }

// Signals returns the signal keys.
func (e *Editor) Signals() <-chan Signal { return e.signals }

// Ask requests one more line. keep adds it to the history.
func (e *Editor) Ask(prompt string, keep bool) {
	e.Prompt(prompt, keep)
	e.asked <- struct{}{}
}

// Prompt changes the prompt of the line being typed.
func (e *Editor) Prompt(prompt string, keep bool) {
	e.recall.pause(!keep)
	e.resize()
	e.mu.Lock()
	same := e.prompt == prompt
	e.prompt = prompt
	e.mu.Unlock()
	if !same {
		e.term.SetPrompt(prompt)
		_, _ = e.term.Write(nil) // redraws the line
	}
}

// Write prints above the line being typed. It removes control sequences.
func (e *Editor) Write(p []byte) (int, error) {
	_, err := e.term.Write([]byte(plain.Text(string(p))))
	return len(p), err
}

// Bell rings the terminal's bell.
func (e *Editor) Bell() { _, _ = e.out.WriteString("\a") }

// Close restores the terminal.
func (e *Editor) Close() error {
	close(e.done)
	e.in.Cancel()
	e.keys.close()
	e.running.Wait()
	_ = e.in.Close() // nothing buffered can be lost
	if err := term.Restore(e.fd, e.before); err != nil && !e.gone {
		return err
	}
	return nil
}

// resize follows changes of the terminal's size.
func (e *Editor) resize() {
	w, h, err := term.GetSize(int(e.out.Fd()))
	if err != nil || w <= 0 || h <= 0 {
		return
	}
	e.mu.Lock()
	same := e.width == w && e.height == h
	e.width, e.height = w, h
	e.mu.Unlock()
	if !same {
		_ = e.term.SetSize(w, h)
	}
}

func (e *Editor) signal(s Signal) {
	select {
	case e.signals <- s:
	default: // enough unread signals are queued; one more adds nothing
	}
}

// pump reads the terminal until Close.
func (e *Editor) pump() {
	b := make([]byte, 1024)
	for {
		n, err := e.in.Read(b)
		if n > 0 {
			e.keys.typed(b[:n])
		}
		if err != nil || n == 0 {
			e.gone = !errors.Is(err, cancelreader.ErrCanceled)
			e.keys.close()
			return
		}
	}
}

// read edits a line for each request.
func (e *Editor) read() {
	defer close(e.lines)
	for {
		select {
		case <-e.asked:
		case <-e.done:
			return
		}
		e.keys.edit()
		line, err := e.term.ReadLine()
		if err != nil {
			_, _ = e.out.WriteString("\r\x1b[K")
			return
		}
		e.mu.Lock()
		e.prompt = "" // a new line starts
		e.mu.Unlock()
		e.term.SetPrompt("")
		select {
		case e.lines <- line:
		case <-e.done:
			return
		}
	}
}

// key handles the keys that the line editor does not.
func (e *Editor) key(line string, pos int, key rune) (string, int, bool) {
	switch key {
	case editInterrupt:
		e.signal(Interrupted)
		return "", 0, true
	case editD:
		if line == "" {
			e.signal(EndOfInput)
			return "", 0, true
		}
		rest := []rune(line[pos:])
		if len(rest) > 0 {
			rest = rest[1:]
		}
		return line[:pos] + string(rest), pos, true
	case '\t':
		e.mu.Lock()
		words, width := e.words, e.width
		e.mu.Unlock()
		line, pos, show := words.Complete(line, pos).apply(line, pos)
		if len(show) > 0 {
			_, _ = e.term.Write([]byte(columns(show, width)))
		}
		return line, pos, true
	}
	return "", 0, false
}

// columns lays out words side by side.
func columns(words []string, width int) string {
	widest := 0
	for _, w := range words {
		widest = max(widest, len(w))
	}
	each := max(1, width/(widest+2))
	var b strings.Builder
	for i, w := range words {
		b.WriteString(w)
		if (i+1)%each == 0 || i == len(words)-1 {
			b.WriteByte('\n')
		} else {
			b.WriteString(strings.Repeat(" ", widest+2-len(w)))
		}
	}
	return b.String()
}
