// Package runner executes drills, from a scenario to a record and a result, and puts everything back. It reports
// typed events to one listener. The command line, on-call rounds, classes, verification and the MCP server are built
// on it. It prints nothing.
package runner

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"os"
	"time"

	"firedrill/internal/drill"
	"firedrill/internal/engine"
	"firedrill/internal/settings"
	"firedrill/stack"
)

// Runner holds what all drills of a process share.
type Runner struct {
	Settings *settings.Settings
	Home     drill.Home
	Environ  []string // environment of the watchdogs
	Version  string   // firedrill version, for the record
	Invoke   Invoke   // runs a firedrill command line in a lab; required for steps that are typed

	Notify    func(Event)         // receives events, from several goroutines; may be nil
	OnSession func()              // called before anything is created that must be put back; may be nil
	OnRepeat  func(engine.Repeat) // called for each retried engine call; may be nil
}

// DefaultLab is the lab of a drill if neither the user nor the scenario names one.
const DefaultLab = "fragile"

// Quiet returns a copy of the runner that reports no events.
func (r *Runner) Quiet() *Runner {
	quiet := *r
	quiet.Notify = nil
	return &quiet
}

func (r *Runner) notify(e Event) {
	if r.Notify != nil {
		r.Notify(e)
	}
}

// Progress reports a step that takes a while.
func (r *Runner) Progress(line string) { r.notify(Progress{line}) }

// Lab returns a lab by the first name that is set: the request's, the settings', the scenario's, DefaultLab.
func (r *Runner) Lab(requested, scenario string) (stack.Lab, error) {
	for _, name := range []string{requested, r.Settings.Lab, scenario} {
		if name != "" {
			return r.Settings.Find(name)
		}
	}
	return r.Settings.Find(DefaultLab)
}

// Open opens an engine by its address and creates the ID of a run. It starts nothing.
func (r *Runner) Open(ctx context.Context, host string) (*Bench, error) {
	binary, err := os.Executable()
	if err != nil {
		return nil, err
	}
	e, err := engine.Open(ctx, host)
	if err != nil {
		return nil, err
	}
	if r.OnRepeat != nil {
		e.OnRepeat(r.OnRepeat)
	}
	return &Bench{Runner: r, Engine: e, Binary: binary, RunID: drill.NewRunID(time.Now(), word())}, nil
}

// OpenFor finds a lab and opens its engine.
func (r *Runner) OpenFor(ctx context.Context, requested, scenario string) (*Bench, stack.Lab, error) {
	lab, err := r.Lab(requested, scenario)
	if err != nil {
		return nil, stack.Lab{}, err
	}
	b, err := r.Open(ctx, lab.Engine)
	return b, lab, err
}

// word returns a random word that distinguishes runs of the same second.
func word() string {
	b := make([]byte, 2)
	rand.Read(b) // documented never to fail
	return hex.EncodeToString(b)
}
