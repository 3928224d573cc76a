package load

import "firedrill/chaos"

// Kinds lists the faults of this family.
func Kinds() []chaos.Kind {
	return []chaos.Kind{
		bigBodiesKind,
		cacheBustKind,
		connectionChurnKind,
		retryStormKind,
		slowClientsKind,
		spikeKind,
	}
}
