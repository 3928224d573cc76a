// Package container holds the faults that act on a service's container as a whole.
package container

import "firedrill/chaos"

// Kinds lists the faults of this family.
func Kinds() []chaos.Kind {
	return []chaos.Kind{
		crashLoopKind,
		disconnectKind,
		killKind,
		oomKind,
		pauseKind,
		removeKind,
		restartKind,
		stopKind,
	}
}
