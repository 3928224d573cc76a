package chaos

import (
	"time"

	"firedrill/internal/record"
)

// Kind describes one kind of fault. Lists, documents, checks and tests of faults all use it.
type Kind struct {
	Name    string        // family and act, such as "container.stop"
	Family  string        // what it damages: container, net, dns, env, postgres, ...
	Summary string        // one line, for lists
	Manual  string        // what a user needs to know beyond the summary and the parameters
	Acts    Place         // where the damage is done
	Held    bool          // an agent holds it, and it ends within the lease when that agent dies
	Ports   []Port        // the ports of the target that it uses
	Needs   []Need        // capabilities that are checked before anything is touched
	Within  time.Duration // bounds its proofs; 0 means ProofTime
	Once    bool          // it happens once, and nothing stays in force until the revert
	Causes  []string      // actions of the engine that the fault, its revert or a consequence may cause on the target
	Example Example       // works on a lab that ships; the manual shows it, the conformance suite runs it
	Ends    Ends          // further parameters for a test at the ends of a range
	New     func() Fault  // returns a fault of this kind without parameters
}

// Ends holds further parameters that a value at the end of a range needs, by the parameter's name and "min" or "max":
// {"mb min": {"per": "request"}}. An empty value removes one of the example's parameters.
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

// within bounds the proofs of a fault.
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
	// CausesReplace includes actions on the container that was set aside, and on a new one that crashes.
	CausesReplace = append([]string{record.EngineOOM, record.EngineRestart, record.EngineDestroy, record.EngineConnect, record.EngineDisconnect}, CausesStop...)
	// CausesDeath is for a process that crashes because of the fault, and is started by the revert.
	CausesDeath = []string{record.EngineOOM, record.EngineDie, record.EngineStart}
)
