package main

import (
	"context"
	"strings"

	"firedrill/internal/drill"
	"firedrill/internal/plain"
	"firedrill/internal/runner"
	"firedrill/internal/runner/terminal"
	"firedrill/stack"
)

// bench is an open engine with the id of a run.
type bench = runner.Bench

// runner makes what runs drills. Its events are shown on standard error. A mistake in the settings ends here.
func (a *app) runner() (*runner.Runner, error) {
	s, err := a.settings()
	if err != nil {
		return nil, err
	}
	home, err := drill.NewHome(a.getenv)
	if err != nil {
		return nil, err
	}
	shown := &terminal.Listener{Out: a.stderr, Raw: plain.Raw(a.stderr), Terminal: plain.Terminal(a.stderr), Colour: a.colour(a.stderr)}
	return &runner.Runner{Settings: s, Home: home, Environ: a.environ, Version: version, Invoke: a.invoke,
		Notify: shown.Hear, OnSession: func() { a.began.Store(true) }, OnRepeat: a.repeats.add}, nil
}

// openFor finds a lab and opens its engine.
func (a *app) openFor(ctx context.Context, asked, scenario string) (*bench, stack.Lab, error) {
	r, err := a.runner()
	if err != nil {
		return nil, stack.Lab{}, err
	}
	return r.OpenFor(ctx, asked, scenario)
}

// openAny opens the engine that the settings or the environment name.
func (a *app) openAny(ctx context.Context) (*bench, error) {
	r, err := a.runner()
	if err != nil {
		return nil, err
	}
	return r.Open(ctx, r.Settings.Engine)
}

// invoke runs a command line of ours on a lab, in this process. It reads no standard input.
func (a *app) invoke(ctx context.Context, c runner.Command) error {
	environ := append(append([]string(nil), a.environ...), instanceVariable+"="+c.Instance)
	args := append([]string{"--engine", c.Engine}, c.Words...)
	if code := run(ctx, args, environ, strings.NewReader(""), c.Stdout, c.Stderr); code != exitPass {
		return runner.ExitError{Code: code}
	}
	return nil
}

func first(words ...string) string {
	for _, w := range words {
		if w != "" {
			return w
		}
	}
	return ""
}
