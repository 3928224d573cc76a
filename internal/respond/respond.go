// Package respond owns the actions of a responder in a running lab: to investigate an incident and to end it. It acts
// on the lab's containers through the engine and through the tools in the containers. So it works while another process
// uses the lab, and needs no tools on this machine. It knows nothing of faults, drills or scenarios.
package respond

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strings"

	"firedrill/internal/engine"
	"firedrill/internal/topology"
	"firedrill/stack"
)

// Desk gives a responder access to one lab on its engine.
type Desk struct {
	engine     *engine.Engine
	instance   string
	containers stack.Containers
	note       func(what string)

	topology topology.Topology
	lab      stack.Found // as it was when the desk was opened; empty for a desk made by New
	owner    string      // the run that owns the agents of this desk
}

// Request asks for the desk of a running lab.
type Request struct {
	Engine *engine.Engine
	Lab    stack.Found
	Run    string            // the run that owns the agents that the desk starts in the lab
	Note   func(what string) // is called with each change
}

// Open returns the desk of a running lab, with the services of that lab.
func Open(r Request) *Desk {
	d := New(r.Engine, r.Lab.Instance, r.Lab.Topology(), r.Note)
	d.lab, d.owner = r.Lab, r.Run
	return d
}

// New returns the desk of a running lab by its name. Each change is passed to note.
func New(e *engine.Engine, instance string, t topology.Topology, note func(what string)) *Desk {
	return &Desk{engine: e, instance: instance, topology: t, note: note,
		containers: stack.Containers{Engine: e, Instance: instance, Changed: note}}
}

// output holds the exit code and the output of a program in a container.
type output struct {
	code     int
	out, err string
}

// run runs a program in a service's container.
func (d *Desk) run(ctx context.Context, service string, x engine.Exec) (output, error) {
	var out, errs bytes.Buffer
	x.Stdout, x.Stderr = &out, &errs
	var code int
	in, err := d.containers.ID(ctx, service)
	if err == nil {
		code, err = d.engine.Exec(ctx, in, x)
	}
	if err != nil {
		return output{}, fmt.Errorf("run %q in %q: %w", x.Cmd[0], service, err)
	}
	return output{code, out.String(), errs.String()}, nil
}

// failure returns the output of a failed program as an error.
func (s output) failure() error {
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
