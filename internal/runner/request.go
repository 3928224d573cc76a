package runner

import (
	"context"

	"firedrill/internal/drill"
	"firedrill/scenarios"
	"firedrill/stack"
)

// Request asks for one drill.
type Request struct {
	Scenario *scenarios.Scenario
	Lab      string // by name; empty for the settings' or the scenario's
	Seed     uint64 // 0 for the scenario's, else a random one
	Keep     bool   // keep the lab running afterwards, under its own name
	Reuse    bool   // use the running lab of that name, and keep it
	Instance string // the lab's own name; one is drawn where it is empty
	Sealed   bool   // the record lies in the user's state until the caller moves it

	Prepare func(d *drill.Drill, at Place)                                // changes the drill before it starts; may be nil
	Settle  func(ctx context.Context, b *Bench, lab *stack.Running) error // changes the lab before its users come; may be nil
}

// Place is a drill's lab on its engine.
type Place struct {
	*Bench
	Lab      stack.Lab
	Instance string
}

// prepared is a request whose lab and folder are known.
type prepared struct {
	Request
	lab    stack.Lab
	images stack.Images
	dir    string // of the record
	prober *drill.Prober
}
