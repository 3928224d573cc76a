package chaos

import (
	"time"

	"firedrill/internal/record"
)

// Kind is what the catalogue says of one kind of fault. Everything that lists, documents, checks or tests faults reads
// it from here, so that a new kind is one new file.
type Kind struct {
	Name    string        // family and act, such as "container.stop"
	Family  string        // what it damages: container, net, dns, env, postgres, ...
	Summary string        // one line, for lists
	Manual  string        // what a user should know beyond the summary and the parameters
	Acts    Place         // where the damage is done
	Held    bool          // it lives in the agent that does it, and is gone within the lease of that agent's death
	Ports   []Port        // of the target that it uses
	Needs   []Need        // what must be there before anything is touched
	Within  time.Duration // how long its proofs may take to show; 0 means ProofTime
	Once    bool          // it happens once, and nothing is held that could end before the revert
	Causes  []string      // actions of the engine, in its words, that it may cause on its target: it, its revert, or what it leads to
	Example Example       // one that does damage in a lab as it ships; the manual shows it, the conformance suite runs it
	Ends    Ends          // what the example does not have, for a trial at the ends of a parameter's range
	New     func() Fault  // a fault of this kind, as a pointer to its struct, without parameters
}

// Ends holds the parameters that a value at an end of a range needs beside it, by the parameter's name and "min" or "max":
// {"mb min": {"per": "request"}}. An empty value takes one of the example out.
type Ends map[string]map[string]string

// Example is a target and parameters.
type Example struct {
	On     string
	Params map[string]string
}

// Place is where a fault acts.
type Place string

// Places.
const (
	AtEngine Place = "engine" // through the engine, from the operator's machine; the watchdog can undo it
	InLab    Place = "lab"    // by an agent in the lab, whose lease undoes it
)

// within is how long the proofs of a fault may take.
func (k Kind) within(f Fault) time.Duration {
	within := k.Within
	if within == 0 {
		within = ProofTime
	}
	if b, ok := As[Bounded](f); ok {
		within = max(within, b.Within())
	}
	return within
}

// Actions of the engine that kinds may cause on their targets, by what they do to a container.
var (
	CausesPause      = []string{record.EnginePause, record.EngineUnpause}
	CausesDisconnect = []string{record.EngineDisconnect, record.EngineConnect}
	CausesSignal     = []string{record.EngineKill, record.EngineDie, record.EngineStart}
	CausesStop       = []string{record.EngineKill, record.EngineDie, record.EngineStop, record.EngineStart}
	// CausesReplace is also of the container that was set aside, and of a new one that does not live.
	CausesReplace = append([]string{record.EngineOOM, record.EngineRestart, record.EngineDestroy, record.EngineConnect, record.EngineDisconnect}, CausesStop...)
	// CausesDeath is of a process that can't live with the fault, and is started by the revert.
	CausesDeath = []string{record.EngineOOM, record.EngineDie, record.EngineStart}
)
