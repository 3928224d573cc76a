package room

import (
	"context"
	"fmt"

	"firedrill/internal/class"
	"firedrill/internal/drill"
	"firedrill/internal/engine"
	"firedrill/internal/runner"
	"firedrill/scenarios"
)

// seat creates a chair for each responder, with their settings.
func (r *classroom) seat() error {
	var names []string
	for _, l := range r.Lessons {
		names = append(names, l.Scenario.Name)
	}
	for _, name := range r.Names {
		own := r.runner.Quiet()
		if address := r.Engines[name]; address != "" {
			s, err := own.Settings.WithEngine(address)
			if err != nil {
				return err
			}
			own.Settings = s
		}
		r.chairs = append(r.chairs, &chair{runner: own, engine: r.Engines[name], Seat: &class.Seat{Name: name, Drills: names, Changed: r.move}})
	}
	return nil
}

// furnish builds the images of the labs in all engines, once for the whole class.
func (r *classroom) furnish(ctx context.Context) error {
	at := map[string][]*chair{}
	for _, c := range r.chairs {
		at[c.engine] = append(at[c.engine], c)
	}
	for _, chairs := range at {
		if err := r.supply(ctx, chairs); err != nil {
			return err
		}
	}
	return nil
}

// supply prepares one engine for the responders who use it.
func (r *classroom) supply(ctx context.Context, chairs []*chair) error {
	var on engine.Info
	rate := 0.0
	for _, l := range r.Lessons {
		info, err := r.stock(ctx, chairs[0].runner, l.Scenario)
		if err != nil {
			return err
		}
		on, rate = info, max(rate, l.Scenario.Load.Rate)
	}
	if wants, crowded := class.Crowded(len(chairs), rate, on.CPUs); crowded {
		fmt.Fprintf(r.Warn, "warning: %d labs at %g requests a second want about %.1f processors, the engine on %s has %d: users may be slow for no reason of a drill's\n"+
			"hint: fewer responders at once, or an engine each: --engine NAME=URL\n", len(chairs), rate, wants, on.Name, on.CPUs)
	}
	return nil
}

// stock provides an engine with the images of one drill's lab, and returns the engine's description. The class's own
// runner reports the progress.
func (r *classroom) stock(ctx context.Context, own *runner.Runner, s *scenarios.Scenario) (engine.Info, error) {
	loud := *own
	loud.Notify = r.runner.Notify
	b, lab, err := loud.OpenFor(ctx, r.Lab, s.Lab)
	if err != nil {
		return engine.Info{}, err
	}
	defer b.Engine.Close()
	if _, err := drill.Resolve(s, lab); err != nil {
		return engine.Info{}, err
	}
	if _, err := b.Images(ctx, lab); err != nil {
		return engine.Info{}, err
	}
	return b.Engine.Info(ctx)
}
