package record

import "fmt"

// Engine is one event that the container engine reported about a service of the lab.
type Engine struct {
	Service   string `json:"service"`             // the instance: postgres, shop-1
	Container string `json:"container,omitempty"` // the first digits of its id
	Action    string `json:"action"`              // one of those below
	When      int64  `json:"when_us"`             // by the engine's clock, µs since the record's start; the event's own time is its arrival
	ExitCode  *int   `json:"exit_code,omitempty"` // with die
	Signal    string `json:"signal,omitempty"`    // with kill
	Status    string `json:"status,omitempty"`    // with health
	Error     string `json:"error,omitempty"`     // with missed: why events may be missing from here on
}

// Actions of the engine, in its own words, and two of ours.
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
	EngineFollowed   = "followed" // no event: from here on the record holds the engine's events
	EngineMissed     = "missed"   // no event: the subscription broke, and events may be missing
)

// EngineActions lists the actions of the engine that a record keeps.
var EngineActions = []string{EngineDie, EngineOOM, EngineKill, EngineStop, EngineStart, EngineRestart, EnginePause, EngineUnpause,
	EngineConnect, EngineDisconnect, EngineDestroy, EngineHealth}

// Marks says that it is no event of a service, but says which of them the record holds.
func (e *Engine) Marks() bool { return e.Action == EngineFollowed || e.Action == EngineMissed }

// check does not know all actions: a later engine may have others.
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
