package net

import "firedrill/chaos"

// Kinds lists the faults of this family.
func Kinds() []chaos.Kind {
	return []chaos.Kind{
		corruptKind,
		delayKind,
		dropPortKind,
		duplicateKind,
		lossKind,
		partitionKind,
		rateKind,
		rejectPortKind,
		reorderKind,
		resetKind,
	}
}
