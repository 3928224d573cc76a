package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"strings"
	"time"

	"firedrill/internal/oncall"

	"github.com/mattn/go-shellwords"
)

// promptTime bounds one command at a prompt.
const promptTime = 2 * time.Minute

// console is where a responder types: what the desk understands goes there, and all else is a command of ours in the lab.
type console struct {
	out   io.Writer
	stdin io.Reader
	desk  func(ctx context.Context, q oncall.Ask) oncall.Answer
	shown bool // there is somebody to see a prompt
	place place

	lines   chan string
	stopped chan struct{}
}

func newConsole(a *app, out io.Writer, desk func(context.Context, oncall.Ask) oncall.Answer) *console {
	return &console{out: out, stdin: a.stdin, desk: desk, shown: terminal(out), lines: make(chan string), stopped: make(chan struct{})}
}

// read reads what is typed. It ends with standard input, or with the program.
func (c *console) read() {
	defer close(c.lines)
	in := bufio.NewScanner(c.stdin)
	for in.Scan() {
		select {
		case c.lines <- in.Text():
		case <-c.stopped:
			return
		}
	}
}

// welcome tells a responder where they are.
func (c *console) welcome(brief, instance string, rate float64) {
	fmt.Fprintf(c.out, `%s

%s The lab is %q.
Users come at %g requests a second. Nothing is known to be wrong.

  status, top, logs SERVICE, metrics SERVICE, trace REQUEST, changes      look around
  sql 'SELECT ...', redis COMMAND, exec SERVICE -- COMMAND                 ask
  env, config, network, limits SERVICE                                     look closer, and change
  restart, redeploy SERVICE                                                put right
  ack, hint, diagnose COMPONENT MECHANISM [evidence], resolve, give-up     say; "diagnose" alone lists the words

`, brief, oncall.Scene, instance, rate)
}

// ring shows a page.
func (c *console) ring(at time.Time, page string) {
	fmt.Fprintf(c.out, "\a\n*** PAGE %s ***\n%s\n\n", at.Format(time.TimeOnly), page)
}

func (c *console) show() {
	if c.shown {
		fmt.Fprint(c.out, "oncall> ")
	}
}

// enter does what was typed.
func (c *console) enter(ctx context.Context, line string) {
	defer c.show()
	words, err := shellwords.Parse(line)
	if err != nil {
		fmt.Fprintln(c.out, err)
		return
	}
	if len(words) > 0 && words[0] == "firedrill" {
		words = words[1:]
	}
	switch {
	case len(words) == 0:
	case c.place.instance == "":
		fmt.Fprintln(c.out, "the lab is not up yet")
	default:
		c.do(ctx, words)
	}
}

func (c *console) do(ctx context.Context, words []string) {
	ask, known, err := askOf(words)
	if !known {
		c.run(ctx, words)
		return
	}
	if err != nil {
		fmt.Fprintln(c.out, err)
		return
	}
	c.say(c.desk(ctx, ask))
}

func (c *console) say(a oncall.Answer) {
	for _, text := range []string{a.Said, a.Error} {
		if text != "" {
			fmt.Fprintln(c.out, text)
		}
	}
	if a.Hint != "" {
		fmt.Fprintln(c.out, "hint: "+a.Hint)
	}
}

// run runs a command of ours in another process, in the lab.
func (c *console) run(ctx context.Context, words []string) {
	ctx, cancel := context.WithTimeout(ctx, promptTime)
	defer cancel()
	cmd := c.place.command(ctx, words...)
	cmd.Stdout, cmd.Stderr = c.out, c.out
	if err := cmd.Run(); err != nil && ctx.Err() != nil {
		fmt.Fprintf(c.out, "%s took longer than %s\n", strings.Join(words, " "), promptTime)
	}
}
