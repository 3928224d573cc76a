package chaos

// resourceKinds lists the faults of this family.
func resourceKinds() []Kind {
	return []Kind{
		cpuBurnKind,
		cpuLimitKind,
		diskFillKind,
		fdLimitKind,
		memoryBurnKind,
		memoryLimitKind,
		pidsLimitKind,
	}
}
