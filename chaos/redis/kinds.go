package redis

import "firedrill/chaos"

// Kinds lists the faults of this family.
func Kinds() []chaos.Kind {
	return []chaos.Kind{
		clientsKind,
		expireKind,
		flushKind,
		memoryKind,
		pauseKind,
		poisonKind,
		passwordKind,
		readOnlyKind,
		slowKind,
	}
}
