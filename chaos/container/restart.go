package container

import (
	"context"
	"fmt"
	"time"

	"firedrill/chaos"
	"firedrill/chaos/instance"
	"firedrill/internal/record"
)

var restartKind = chaos.Kind{
	Name:    "container.restart",
	Family:  "container",
	Summary: "restart a service's container",
	Manual: "It happens once, and nothing stays in force; container.crash-loop restarts again and again. Open connections " +
		"break, everything that the process had in memory is lost, and users see an outage of about a second. The proof is " +
		"a failed probe during the outage, and a new process.",
	Acts:    chaos.AtEngine,
	Ports:   []chaos.Port{chaos.PortContainers, chaos.PortProbes},
	Within:  15 * time.Second, // a database recovers before it serves
	Causes:  chaos.CausesStop,
	Once:    true,
	Example: chaos.Example{On: "redis"},
	New:     func() chaos.Fault { return &restart{} },
}

// restart ends a container's process and starts another.
type restart struct {
	On    string        `param:"on" required:"true" doc:"the service whose container is restarted"`
	Grace time.Duration `param:"grace" default:"1s" min:"0s" max:"30s" doc:"how long the process may take to end before it is killed"`

	gap record.Check // what a probe saw while nothing ran
}

func (f *restart) Validate() []chaos.Problem { return nil }

func (f *restart) Plan(ctx context.Context, t *chaos.Target) (chaos.Undo, error) {
	return instance.Plan(ctx, t, f.On)
}

// gapTime bounds the probe during the gap, which prolongs the gap.
const gapTime = 300 * time.Millisecond

func (f *restart) Inject(ctx context.Context, t *chaos.Target, _ chaos.Undo) error {
	if err := t.Containers.Stop(ctx, f.On, f.Grace); err != nil {
		return err
	}
	look, cancel := context.WithTimeout(ctx, gapTime)
	defer cancel()
	a := t.Probe(look, f.On)
	f.gap = record.Check{OK: !a.OK, Saw: "in the gap: probe " + a.String()}
	return t.Containers.Start(ctx, f.On)
}

func (f *restart) Prove(ctx context.Context, t *chaos.Target, undo chaos.Undo) chaos.Proof {
	p := chaos.Proof{Effect: f.gap}
	b, err := instance.Read(undo)
	if err != nil {
		p.Mechanism.Saw = err.Error()
		return p
	}
	s, err := t.Containers.State(ctx, f.On)
	if err != nil {
		p.Mechanism.Saw = err.Error()
		return p
	}
	p.Mechanism = record.Check{OK: s.ID == b.ID && s.Started.After(b.Started), Saw: s.String()}
	if p.Mechanism.OK {
		p.Mechanism.Saw += fmt.Sprintf(" since %s, a new process", s.Started.UTC().Format(time.TimeOnly))
	}
	return p
}

func (f *restart) Revert(ctx context.Context, t *chaos.Target, _ chaos.Undo) error {
	return startAgain(ctx, t, f.On)
}

func (f *restart) Gone(ctx context.Context, t *chaos.Target, undo chaos.Undo) record.Check {
	return instance.Gone(ctx, t, f.On, undo)
}
