package main

import (
	"context"
	"errors"
	"fmt"

	"firedrill/internal/class"
	"firedrill/internal/drill"
	"firedrill/internal/engine"
	"firedrill/internal/settings"
	"firedrill/scenarios"
	"firedrill/stack"

	"github.com/spf13/pflag"
)

// seat gives each responder a chair, and reads the settings that hold for it.
func (r *classroom) seat(engines map[string]string) error {
	var names []string
	for _, l := range r.lessons {
		names = append(names, l.scenario.Name)
	}
	for _, name := range r.flags.names {
		own, err := r.app.withEngine(engines[name])
		if err != nil {
			return err
		}
		r.chairs = append(r.chairs, &chair{app: own, engine: engines[name], Seat: &class.Seat{Name: name, Drills: names, Changed: r.move}})
	}
	return nil
}

// furnish sees to it that the engines have what labs are made from: built once, and not by each round for itself.
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

// supply prepares one engine for those whose labs it holds.
func (r *classroom) supply(ctx context.Context, chairs []*chair) error {
	var on engine.Info
	rate := 0.0
	for _, l := range r.lessons {
		info, err := r.stock(ctx, chairs[0].app, l.scenario)
		if err != nil {
			return err
		}
		on, rate = info, max(rate, l.scenario.Load.Rate)
	}
	if wants, crowded := class.Crowded(len(chairs), rate, on.CPUs); crowded {
		fmt.Fprintf(r.app.stderr, "warning: %d labs at %g requests a second want about %.1f processors, the engine on %s has %d: users may be slow for no reason of a drill's\n"+
			"hint: fewer responders at once, or an engine each: --engine NAME=URL\n", len(chairs), rate, wants, on.Name, on.CPUs)
	}
	return nil
}

// stock brings what one drill's lab is made from into its engine, and says what engine that is.
func (r *classroom) stock(ctx context.Context, a *app, s *scenarios.Scenario) (engine.Info, error) {
	b, lab, err := a.openFor(ctx, r.flags.lab, s.Lab)
	if err != nil {
		return engine.Info{}, err
	}
	defer b.engine.Close()
	if _, err := drill.Resolve(s, lab); err != nil {
		return engine.Info{}, err
	}
	if _, _, err := stack.Supply(ctx, b.engine, stack.SupplyRequest{Lab: lab, Run: b.run, Progress: a.progress}); err != nil {
		return engine.Info{}, err
	}
	return b.engine.Info(ctx)
}

// withEngine is the app with another engine, as if it had been said by the flag that a class has in its place.
func (a *app) withEngine(url string) (*app, error) {
	if url == "" {
		return a, nil
	}
	same := *a
	same.flags = pflag.NewFlagSet("", pflag.ContinueOnError)
	settings.Flags(same.flags)
	var bad []error
	a.flags.Visit(func(f *pflag.Flag) { bad = append(bad, same.flags.Set(f.Name, f.Value.String())) })
	if err := errors.Join(append(bad, same.flags.Set("engine", url))...); err != nil {
		return nil, err
	}
	_, err := same.settings()
	return &same, err
}
