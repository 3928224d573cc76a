package main

import (
	"bufio"
	"context"
	"fmt"
	"os/exec"
	"strings"
	"time"

	"firedrill/internal/oncall"

	"github.com/mattn/go-shellwords"
)

// promptTime bounds one command at the prompt.
const promptTime = 2 * time.Minute

// prompt is where a responder types. What is typed while the lab comes up waits.
type prompt struct {
	round    *round
	lines    chan string
	instance string
	shown    bool
	stopped  chan struct{}
}

// newPrompt begins to read what is typed. The reader ends with standard input, or with the program.
func newPrompt(r *round) *prompt {
	p := &prompt{round: r, lines: make(chan string), stopped: make(chan struct{}), shown: terminal(r.out)}
	go func() {
		defer close(p.lines)
		in := bufio.NewScanner(r.app.stdin)
		for in.Scan() {
			select {
			case p.lines <- in.Text():
			case <-p.stopped:
				return
			}
		}
	}()
	return p
}

func (p *prompt) stop() { close(p.stopped) }

// begin tells the responder where they are.
func (p *prompt) begin(instance string) {
	p.instance = instance
	fmt.Fprintf(p.round.out, `%s

You are on call for the shop: nginx, then the app (shop-1 ...), then Redis as its cache and Postgres. The lab is %q.
Users come at %g requests a second. Nothing is known to be wrong. This round has seed %d.

  status, top, logs SERVICE, metrics SERVICE, trace REQUEST, changes      look around
  sql 'SELECT ...', redis COMMAND, exec SERVICE -- COMMAND                 ask
  env, config, network, limits SERVICE                                     look closer, and change
  restart, redeploy SERVICE                                                put right
  ack, hint, diagnose COMPONENT MECHANISM [evidence], resolve, give-up     say; "diagnose" alone lists the words

`, p.round.scenario.Brief, instance, p.round.scenario.Load.Rate, p.round.flags.seed)
	p.show()
}

func (p *prompt) show() {
	if p.shown {
		fmt.Fprint(p.round.out, "oncall> ")
	}
}

// enter does what was typed. The end of standard input ends the prompt, and not the round.
func (p *prompt) enter(ctx context.Context, line string, ok bool) {
	if !ok {
		p.lines = nil
		return
	}
	defer p.show()
	words, err := shellwords.Parse(line)
	if err != nil {
		fmt.Fprintln(p.round.out, err)
		return
	}
	if len(words) > 0 && words[0] == "firedrill" {
		words = words[1:]
	}
	switch {
	case len(words) == 0:
	case p.instance == "":
		fmt.Fprintln(p.round.out, "the lab is not up yet")
	default:
		p.do(ctx, words)
	}
}

func (p *prompt) do(ctx context.Context, words []string) {
	ask, known, err := askOf(words)
	if !known {
		p.run(ctx, words)
		return
	}
	if err != nil {
		fmt.Fprintln(p.round.out, err)
		return
	}
	p.say(p.round.table.Answer(ask))
}

func (p *prompt) say(a oncall.Answer) {
	for _, text := range []string{a.Said, a.Error} {
		if text != "" {
			fmt.Fprintln(p.round.out, text)
		}
	}
	if a.Hint != "" {
		fmt.Fprintln(p.round.out, "hint: "+a.Hint)
	}
}

// run runs a command of ours in another process, in the round's lab.
func (p *prompt) run(ctx context.Context, words []string) {
	ctx, cancel := context.WithTimeout(ctx, promptTime)
	defer cancel()
	cmd := exec.CommandContext(ctx, p.round.bench.binary, words...)
	cmd.Env = append(append([]string(nil), p.round.app.environ...), instanceVariable+"="+p.instance)
	cmd.Stdout, cmd.Stderr = p.round.out, p.round.out
	if err := cmd.Run(); err != nil && ctx.Err() != nil {
		fmt.Fprintf(p.round.out, "%s took longer than %s\n", strings.Join(words, " "), promptTime)
	}
}
