package postgres

import "firedrill/chaos"

// Kinds lists the faults of this family.
func Kinds() []chaos.Kind {
	return []chaos.Kind{
		connectionsKind,
		deadlockKind,
		indexKind,
		idleKind,
		killKind,
		lockKind,
		readOnlyKind,
		columnKind,
		lagKind,
		revokeKind,
		passwordKind,
		sequenceKind,
		commitKind,
		slowKind,
		vacuumFullKind,
	}
}
