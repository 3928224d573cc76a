package runner

import (
	"context"

	"firedrill/chaos"
	"firedrill/chaos/catalogue"
	"firedrill/internal/drill"
	"firedrill/internal/record"
	"firedrill/stack"
)

// drill builds the Drill of a prepared request.
func (b *Bench) drill(ctx context.Context, p prepared, running *stack.Running, session *drill.Session, sink *drill.Sink) (*drill.Drill, error) {
	seed := FirstSeed(p.Seed, p.Scenario.Seed)
	versions, err := b.versions(ctx, p.images)
	if err != nil {
		return nil, err
	}
	logs, err := running.Logs(ctx)
	if err != nil {
		return nil, err
	}
	d := &drill.Drill{
		Scenario: p.Scenario, Logs: logs,
		Plan: drill.PlanOf(p.Scenario, b.RunID, seed, running.CA),
		Header: record.Header{Schema: record.Schema, Run: b.RunID, Scenario: p.Scenario.Name, Source: string(p.Scenario.Source),
			Lab: p.lab.Name, Seed: seed, Versions: versions, Knobs: p.lab.Services[stack.Shop].Env},
		Dir: p.dir, Client: running.Client(), Samples: sink, Watch: b.watch,
		Events: running,
		Setup: chaos.Setup{Index: catalogue.All(), Target: running.Target(), Prober: p.prober, Journal: session.Journal,
			Elsewhere: b.Home.Elsewhere(session.Owner)},
	}
	if b.local() {
		d.Consumers = b.consumers
	}
	if p.Prepare != nil {
		p.Prepare(d, Place{Bench: b, Lab: p.lab, Instance: p.Instance})
	}
	if d.Shift != nil || d.Response != nil { // somebody may change the lab during the drill
		d.Changes = b.Home.Changes(running.Run()).Read
	}
	return d, nil
}

// watch converts a drill's progress to events.
func (b *Bench) watch(p drill.Progress) {
	switch {
	case p.Machine != nil:
		b.notify(MachineBusy{*p.Machine})
	case p.Note != "":
		b.notify(Note{p.Note})
	default:
		b.notify(Phase{Name: p.Phase, Until: p.Until, End: p.End})
	}
}
