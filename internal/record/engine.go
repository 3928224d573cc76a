package record

import "fmt"

// Engine is one event that the container engine reported for a service of the lab.
type Engine struct {
	Service   string `json:"service"`             // instance name, such as postgres or shop-1
	Container string `json:"container,omitempty"` // first digits of its id
	Action    string `json:"action"`              // one of the constants below
	When      int64  `json:"when_us"`             // by the engine's clock, µs since the record's start; the event's own time is its arrival
	ExitCode  *int   `json:"exit_code,omitempty"` // only for die
	Signal    string `json:"signal,omitempty"`    // only for kill
	Status    string `json:"status,omitempty"`    // only for health
	Error     string `json:"error,omitempty"`     // only for missed: why later events may be missing
}

// Actions in the engine's own words, and two of firedrill.
const (
	EngineDie        = "die" // the container's first process ended
	EngineOOM        = "oom" // the kernel killed a process for lack of memory
	EngineKill       = "kill"
	EngineStop       = "stop"
	EngineStart      = "start"
	EngineRestart    = "restart"
	EnginePause      = "pause"
	EngineUnpause    = "unpause"
	EngineConnect    = "connect"
	EngineDisconnect = "disconnect"
	EngineDestroy    = "destroy"
	EngineHealth     = "health_status"
	EngineFollowed   = "followed" // not an engine action: from here on the record holds engine events
	EngineMissed     = "missed"   // not an engine action: the subscription broke, and events may be missing
)

// EngineActions lists the engine actions that a record keeps.
var EngineActions = []string{EngineDie, EngineOOM, EngineKill, EngineStop, EngineStart, EngineRestart, EnginePause, EngineUnpause,
	EngineConnect, EngineDisconnect, EngineDestroy, EngineHealth}

// Marks reports that the event is not about a service but about the completeness of the engine events.
func (e *Engine) Marks() bool { return e.Action == EngineFollowed || e.Action == EngineMissed }

// check accepts unknown actions: a later engine may have more.
func (e *Engine) check() error {
	switch {
	case e.Action == "":
		return fmt.Errorf("engine event without an action")
	case e.Service == "" && !e.Marks():
		return fmt.Errorf("engine event %q of no service", clip(e.Action))
	case e.When < -maxTime || e.When > maxTime:
		return fmt.Errorf("engine event %q at %d µs is outside the longest drill", clip(e.Action), e.When)
	}
	return nil
}
