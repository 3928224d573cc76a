// Package resource holds the faults that leave a service too little processor, memory, processes, descriptors or disk: the
// families cpu, memory, pids, fd and disk.
package resource

import "firedrill/chaos"

// Kinds lists the faults of this family.
func Kinds() []chaos.Kind {
	return []chaos.Kind{
		cpuBurnKind,
		cpuLimitKind,
		diskFillKind,
		fdLimitKind,
		memoryBurnKind,
		memoryLimitKind,
		pidsLimitKind,
	}
}
