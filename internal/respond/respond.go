// Package respond owns what a person does to a lab that is up, to look into an incident and to end it by hand. It acts on
// the lab's containers from outside, and through the tools that are in them, so it works beside the process that holds the
// lab, and needs nothing on this machine. It knows nothing of faults, drills or scenarios.
package respond

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strings"

	"firedrill/internal/engine"
	"firedrill/stack"
)

// Desk is where a responder sits: one lab, and the engine that it is on.
type Desk struct {
	engine     *engine.Engine
	instance   string
	containers stack.Containers
	note       func(what string)
}

// New returns the desk of a lab that is up. What is changed there is noted.
func New(e *engine.Engine, instance string, note func(what string)) *Desk {
	return &Desk{engine: e, instance: instance, note: note,
		containers: stack.Containers{Engine: e, Instance: instance, Changed: note}}
}

// said is what a program that was run in a container said.
type said struct {
	code     int
	out, err string
}

// run runs a program in a service's container.
func (d *Desk) run(ctx context.Context, service string, x engine.Exec) (said, error) {
	var out, errs bytes.Buffer
	x.Stdout, x.Stderr = &out, &errs
	var code int
	in, err := d.containers.ID(ctx, service)
	if err == nil {
		code, err = d.engine.Exec(ctx, in, x)
	}
	if err != nil {
		return said{}, fmt.Errorf("run %q in %q: %w", x.Cmd[0], service, err)
	}
	return said{code, out.String(), errs.String()}, nil
}

// failure is what a program that failed said, as an error.
func (s said) failure() error {
	if s.code == 0 {
		return nil
	}
	text := strings.TrimSpace(s.err)
	if text == "" {
		text = strings.TrimSpace(s.out)
	}
	if text == "" {
		text = fmt.Sprintf("exit code %d", s.code)
	}
	return errors.New(text)
}
