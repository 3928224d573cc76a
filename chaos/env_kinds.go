package chaos

// envKinds lists the faults of this family.
func envKinds() []Kind {
	return []Kind{
		envRotateSecretKind,
		envSetKind,
		envSplitSecretKind,
	}
}
