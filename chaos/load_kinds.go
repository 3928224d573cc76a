package chaos

// loadKinds lists the faults of this family.
func loadKinds() []Kind {
	return []Kind{
		loadBigBodiesKind,
		loadCacheBustKind,
		loadConnectionChurnKind,
		loadRetryStormKind,
		loadSlowClientsKind,
		loadSpikeKind,
	}
}
