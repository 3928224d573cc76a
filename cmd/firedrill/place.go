package main

import (
	"context"
	"os"
	"os/exec"
	"time"
)

// engineVariable names the engine that is meant where no --engine does; stateVariable the folder in which open runs and the
// desks of rounds are found.
const (
	engineVariable = "FIREDRILL_ENGINE"
	stateVariable  = "FIREDRILL_STATE"
)

// place is a lab in which commands of ours are run, as at another terminal.
type place struct {
	instance string
	binary   string // our own
	environ  []string
	services []string // of the lab, for completion; may be empty
}

// placeOf is the place of a lab that is up on a bench's engine, whichever engine the command line or labs.yaml named.
func (a *app) placeOf(b *bench, instance string) place {
	return a.placeIn(b.binary, instance, b.engine.Host())
}

// placeIn is the place of a lab on an engine by its address.
func (a *app) placeIn(binary, instance, engine string) place {
	environ := append(append([]string(nil), a.environ...), instanceVariable+"="+instance, engineVariable+"="+engine)
	return place{instance: instance, binary: binary, environ: environ}
}

// endTime is how long a command that was told to end may take to.
const endTime = 5 * time.Second

// command prepares a command of ours in that lab, in a process of its own. It is told to end with ctx.
func (p place) command(ctx context.Context, words ...string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, p.binary, words...)
	cmd.Env = p.environ
	cmd.Cancel = func() error { return cmd.Process.Signal(os.Interrupt) } // it takes back what it began
	cmd.WaitDelay = endTime
	return cmd
}
