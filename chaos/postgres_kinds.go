package chaos

// postgresKinds lists the faults of this family.
func postgresKinds() []Kind {
	return []Kind{
		postgresConnectionsKind,
		postgresDeadlockKind,
		postgresIndexKind,
		postgresIdleKind,
		postgresKillKind,
		postgresLockKind,
		postgresReadOnlyKind,
		postgresColumnKind,
		postgresLagKind,
		postgresRevokeKind,
		postgresPasswordKind,
		postgresSequenceKind,
		postgresCommitKind,
		postgresSlowKind,
	}
}
