package chaos

// netKinds lists the faults of this family.
func netKinds() []Kind {
	return []Kind{
		netCorruptKind,
		netDelayKind,
		netDropPortKind,
		netDuplicateKind,
		netLossKind,
		netPartitionKind,
		netRateKind,
		netRejectPortKind,
		netReorderKind,
		netResetKind,
	}
}
