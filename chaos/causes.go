package chaos

import "firedrill/internal/record"

// Actions of the engine that kinds may cause on their targets, by what they do to a container.
var (
	causesPause      = []string{record.EnginePause, record.EngineUnpause}
	causesDisconnect = []string{record.EngineDisconnect, record.EngineConnect}
	causesSignal     = []string{record.EngineKill, record.EngineDie, record.EngineStart}
	causesStop       = []string{record.EngineKill, record.EngineDie, record.EngineStop, record.EngineStart}
	// causesReplace is also of the container that was set aside, and of a new one that does not live.
	causesReplace = append([]string{record.EngineOOM, record.EngineRestart, record.EngineDestroy, record.EngineConnect, record.EngineDisconnect}, causesStop...)
	// causesDeath is of a process that can't live with the fault, and is started by the revert.
	causesDeath = []string{record.EngineOOM, record.EngineDie, record.EngineStart}
)
