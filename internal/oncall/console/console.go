// Package console is the prompt at which a responder plays a round: in the process of the round (Play), or in another
// terminal of a class (Join). It reads lines, runs one command at a time, and shows the page even while a line is
// being typed.
package console

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"firedrill/internal/oncall"
	"firedrill/internal/oncall/play"
	"firedrill/internal/prompt"
	"firedrill/internal/runner"
)

// commandTime bounds a command that nobody can end with Ctrl-C.
const commandTime = 2 * time.Minute

// Commands are the firedrill commands that a round accepts.
type Commands interface {
	// Words returns the words for completion.
	Words(services []string) prompt.Words
	// Check refuses a command line that is not allowed in a round on that lab.
	Check(words []string, instance string) error
	// Invoke runs a command.
	Invoke(ctx context.Context, c runner.Command) error
}

// Options configure the input and output of a prompt.
type Options struct {
	In       io.Reader
	Out      io.Writer
	Commands Commands
}

// console is a responder's prompt. It passes verbs of the desk to the desk, and runs everything else as a firedrill
// command in the lab.
type console struct {
	typist
	commands Commands
	edits    bool // lines are edited on a terminal
	place    play.Place

	desk  func(ctx context.Context, q oncall.Ask) oncall.Answer
	view  func() oncall.View
	leave func() leaving // the current effect of quit

	events  chan func()     // work to do between two lines
	asked   bool            // a line was requested and has not arrived
	asking  *leaving        // a yes/no question is open
	running *runningCommand // nil: no command is running
	advised bool            // the hint about Ctrl-C was shown
}

// leaving is a question before leaving, and what to do after a yes.
type leaving struct {
	question string
	do       func()
}

// runningCommand is a typed command that has not ended.
type runningCommand struct {
	stop context.CancelFunc
	done chan struct{}
}

func newConsole(o Options) (*console, error) {
	t, edits, err := newTypist(o.In, o.Out)
	if err != nil {
		return nil, fmt.Errorf("open the terminal: %w", err)
	}
	return &console{typist: t, commands: o.Commands, edits: edits, events: make(chan func(), 64)}, nil
}

// event queues work to do between two lines. It returns at once; after the prompt's end the work is dropped.
func (c *console) event(act func()) {
	select {
	case c.events <- act:
	default:
	}
}

// at sets the lab in which commands run.
func (c *console) at(p play.Place) {
	c.place = p
	c.Know(c.commands.Words(p.Services))
}

// stay processes input until over is closed, or until tick or endOfInput returns true.
func (c *console) stay(ctx context.Context, over <-chan struct{}, tick func() bool, endOfInput func() bool) {
	defer c.interrupt()
	every := time.NewTicker(LookEvery)
	defer every.Stop()
	lines := c.Lines()
	for {
		var typed <-chan string
		var ended chan struct{}
		if c.running != nil {
			ended = c.running.done
		} else if lines != nil {
			typed = lines
			c.want()
		}
		select {
		case line, ok := <-typed:
			c.asked = false
			if !ok && endOfInput() {
				return
			}
			if !ok {
				lines = nil
				continue
			}
			c.enter(ctx, line)
		case s := <-c.Signals():
			c.signalled(s)
		case <-ended:
			c.running = nil
		case act := <-c.events:
			act()
		case <-every.C:
			if tick() {
				return
			}
		case <-over:
			return
		}
	}
}

// want requests a line, or updates the prompt.
func (c *console) want() {
	text, keep := c.label(), c.asking == nil
	if c.asked {
		c.Prompt(text, keep)
		return
	}
	c.asked = true
	c.Ask(text, keep)
}

func (c *console) label() string {
	if c.asking != nil {
		return c.asking.question + " [y/N] "
	}
	v := c.view()
	return prompt.Label(v.Stage, v.PagedAt, v.Instance, time.Now())
}

// signalled handles a signal key.
func (c *console) signalled(s prompt.Signal) {
	switch {
	case c.running != nil:
		c.running.stop()
	case c.asking != nil:
		c.asking = nil
	case s == prompt.EndOfInput || c.place.Instance == "":
		c.quit()
	case !c.advised:
		c.advised = true
		fmt.Fprintln(c, "Ctrl-C ends a running command. \"quit\" or Ctrl-D leaves.")
	}
}

// quit asks whether the responder wants to leave. Without a terminal it does not ask.
func (c *console) quit() {
	l := c.leave()
	if !c.edits {
		l.do()
		return
	}
	c.asking = &l
}

// enter handles a typed line.
func (c *console) enter(ctx context.Context, line string) {
	if l := c.asking; l != nil {
		c.asking = nil
		if yes(line) {
			l.do()
		}
		return
	}
	l, err := prompt.Parse(line)
	if err == nil && len(l.Words) > 0 {
		err = c.begin(ctx, l)
	}
	if err != nil {
		c.complain(err)
	}
}

func yes(answer string) bool {
	answer = strings.ToLower(strings.TrimSpace(answer))
	return answer == "y" || answer == "yes"
}

// begin executes a line, or starts its command.
func (c *console) begin(ctx context.Context, l prompt.Line) error {
	verb := l.Words[0]
	switch {
	case verb == "quit" || verb == "exit":
		c.quit()
		return nil
	case verb == "help" && len(l.Words) == 1:
		c.start(ctx, l, func(_ context.Context, out io.Writer) { fmt.Fprint(out, Help) })
		return nil
	case verb == "help":
		l.Words = []string{l.Words[1], "--help"}
	}
	ask, known, err := oncall.AskOf(l.Words)
	if !known {
		err = c.commands.Check(l.Words, c.place.Instance)
	}
	switch {
	case err != nil:
		return err
	case c.place.Instance == "":
		fmt.Fprintln(c, "the lab is not up yet")
	case known:
		c.start(ctx, l, func(ctx context.Context, out io.Writer) { answered(out, c.desk(ctx, ask)) })
	default:
		c.start(ctx, l, func(ctx context.Context, out io.Writer) { c.run(ctx, l.Words, out) })
	}
	return nil
}

// start runs a function in the background, with its output through the line's filters.
func (c *console) start(ctx context.Context, l prompt.Line, do func(ctx context.Context, out io.Writer)) {
	ctx, stop := context.WithCancel(ctx)
	r := &runningCommand{stop: stop, done: make(chan struct{})}
	c.running = r
	go func() {
		defer close(r.done)
		defer stop()
		whole := prompt.Linewise(c)
		out := prompt.Pipe(l.Filters, whole, stop)
		do(ctx, out)
		_, _ = out.Close(), whole.Close() // a terminal that cannot be written to does not end the round
	}()
}

// interrupt ends the running command, and waits for its end.
func (c *console) interrupt() {
	if c.running != nil {
		c.running.stop()
		<-c.running.done
		c.running = nil
	}
}

// run runs a firedrill command in the lab.
func (c *console) run(ctx context.Context, words []string, out io.Writer) {
	bounded, cancel := ctx, context.CancelFunc(func() {})
	if !c.edits {
		bounded, cancel = context.WithTimeout(ctx, commandTime)
	}
	defer cancel()
	problems := prompt.Linewise(c)
	err := c.commands.Invoke(bounded, runner.Command{Instance: c.place.Instance, Engine: c.place.Engine, Words: words, Stdout: out, Stderr: problems})
	_ = problems.Close()
	if err != nil && bounded.Err() != nil && ctx.Err() == nil {
		fmt.Fprintf(c, "%s took longer than %s\n", strings.Join(words, " "), commandTime)
	}
}

// answered prints the desk's answer.
func answered(w io.Writer, a oncall.Answer) {
	for _, text := range []string{a.Said, a.Error} {
		if text != "" {
			fmt.Fprintln(w, text)
		}
	}
	if a.Hint != "" {
		fmt.Fprintln(w, "hint: "+a.Hint)
	}
}

// complain prints the error of a line.
func (c *console) complain(err error) {
	text := err.Error() + "\n"
	var h interface{ Hint() string }
	if errors.As(err, &h) {
		text += "hint: " + h.Hint() + "\n"
	}
	fmt.Fprint(c, text)
}

// welcome prints the brief and the lab.
func (c *console) welcome(brief, instance string, rate float64) {
	fmt.Fprintf(c, "%s\n\n%s The lab is %q. Users send %g requests a second. Nothing is known to be wrong.\n\"help\" lists the commands.\n\n",
		brief, oncall.Scene, instance, rate)
}

// ring prints a page.
func (c *console) ring(at time.Time, page string) {
	c.Bell()
	fmt.Fprintf(c, "\n*** PAGE %s ***\n%s\n\n", at.Format(time.TimeOnly), page)
}
