package runner

import (
	"context"

	"firedrill/internal/drill"
	"firedrill/scenarios"
	"firedrill/stack"
)

// Request describes one drill to run.
type Request struct {
	Scenario *scenarios.Scenario
	Lab      string // lab name; empty: the settings' or the scenario's
	Seed     uint64 // 0: the scenario's, else random
	Keep     bool   // keep the lab running afterwards, under its own name
	Reuse    bool   // use the running lab of that name, and keep it running
	Instance string // instance name of the lab; empty: random
	Sealed   bool   // the record stays in the user's state folder until the caller moves it

	Prepare func(d *drill.Drill, at Place)                                // changes the drill before it starts; may be nil
	Settle  func(ctx context.Context, b *Bench, lab *stack.Running) error // changes the lab before its load starts; may be nil
}

// Place is a drill's lab on its engine.
type Place struct {
	*Bench
	Lab      stack.Lab
	Instance string
}

// prepared is a request with its lab and folder.
type prepared struct {
	Request
	lab    stack.Lab
	images stack.Images
	dir    string // folder of the record
	prober *drill.Prober
}
