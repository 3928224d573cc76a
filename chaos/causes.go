package chaos

import "firedrill/internal/record"

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
