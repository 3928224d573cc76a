package chaos

// containerKinds lists the faults of this family.
func containerKinds() []Kind {
	return []Kind{
		containerCrashLoopKind,
		containerDisconnectKind,
		containerKillKind,
		containerOOMKind,
		containerPauseKind,
		containerRemoveKind,
		containerRestartKind,
		containerStopKind,
	}
}
